package dev.llmemulator.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.AnswerReader;
import dev.llmemulator.RunClient;
import dev.llmemulator.Waiting;
import dev.llmemulator.fuzz.HttpInput.Audience;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The fuzz suite in short, from the same seeds each time; {@code bin/fuzz} is its long form. */
@Timeout(180)
class FuzzTest {
    private static final Logger LOG = LoggerFactory.getLogger(FuzzTest.class);
    private static final int HTTP_INPUTS = 20_000;
    private static final int API_INPUTS = 3_000;
    private static final int SOCKET_INPUTS = 3_000;
    private static final int WARM_UP = 1_000;

    private final Target target = new Target();
    private final Fuzz fuzz = new Fuzz(target);

    @AfterEach
    void stop() {
        fuzz.close();
        target.close();
    }

    @Test
    void emulator_anyRequest_isAnsweredOrRefusedAndLeavesNothingBehind() throws Exception {
        run(new HttpFuzz(target, Audience.EMULATOR), HTTP_INPUTS);
    }

    @Test
    void openAiApi_anyRequest_isAnsweredOrRefusedAndLeavesNothingBehind() throws Exception {
        run(new HttpFuzz(target, Audience.OPENAI), HTTP_INPUTS);
    }

    @Test
    void standIn_anyApiRequest_isAnsweredOrRefusedAndLeavesNothingBehind() throws Exception {
        run(new HttpFuzz(target, Audience.STAND_IN), API_INPUTS);
    }

    @Test
    void standIn_anyFrame_isAnsweredOrRefusedAndLeavesNothingBehind() throws Exception {
        run(new SocketFuzz(target), SOCKET_INPUTS);
        assertThat(target.standIn.subscribers("session:w-1")).isZero();
    }

    private void run(Fuzz.Kind kind, int inputs) throws Exception {
        fuzz.run(kind, 0, WARM_UP);
        var before = Resources.now();

        fuzz.run(kind, WARM_UP, inputs);

        Waiting.until(
                "what it took to be given back",
                Duration.ofSeconds(30),
                () -> Resources.now().isNoMoreThan(before));
        LOG.info("Fuzzed. [kind={}, inputs={}, seen={}]", kind.name(), WARM_UP + inputs, kind);
        // After all that it still does its work.
        try (var reader = AnswerReader.of(target.standIn.webSocketUrl(), Target.secret(), "after")) {
            assertThat(new RunClient(target.emulator.url())
                            .ask("after", ",\"words\":5,\"delay\":0")
                            .status())
                    .isEqualTo(200);
            reader.awaitMarker();
            assertThat(reader.tokens()).hasSize(5);
        }
    }
}
