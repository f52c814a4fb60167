package dev.llmemulator.centrifugo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmemulator.answer.Answer;
import dev.llmemulator.centrifugo.ScriptedApi.Step;
import dev.llmemulator.pacing.PacerObserver;
import dev.llmemulator.publication.WireFormat;
import dev.llmemulator.settings.PublishSettings;
import dev.llmemulator.stream.AnswerCarrier;
import dev.llmemulator.stream.AnswerResult;
import dev.llmemulator.stream.AnswerResult.End;
import dev.llmemulator.stream.Answers;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Answers that lag, so that several of their tokens go out in one request, against an API that misbehaves on demand. */
@Timeout(30)
class LaggingAnswersTest {
    private static final int WORDS = 60;
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private ScriptedApi api;
    private AnswerCarrier carrier;
    private Answers answers;

    @BeforeEach
    void start() throws IOException {
        api = new ScriptedApi();
        carrier = CentrifugoSink.pacer(
                new PublishSettings(
                        List.of(api.url()),
                        "key",
                        List.of(),
                        4,
                        20,
                        Duration.ZERO,
                        false,
                        Duration.ofMillis(1_500),
                        DEADLINE),
                new WireFormat(),
                PacerObserver.NONE);
        answers = new Answers(carrier, DEADLINE, 10, DEADLINE);
    }

    @AfterEach
    void stop() throws Exception {
        answers.close();
        carrier.close();
        api.close();
    }

    /** What an API may do to a group without a loss. */
    static Stream<Named<Function<ScriptedApi, Step>>> recoverable() {
        return Stream.of(
                named("takes all", api -> api::accept),
                named("refuses all", api -> api.acceptBut(i -> true, i -> false)),
                named("refuses all but the first", api -> api.acceptBut(i -> i > 0, i -> false)),
                named("takes all and reports a failure of one", api -> api.acceptBut(i -> false, i -> i == 1)),
                named("takes all and reports a failure of all", api -> api.acceptBut(i -> false, i -> true)),
                named(
                        "takes some, reports a failure of one, refuses the rest",
                        api -> api.acceptBut(i -> i > 2, i -> i == 0)),
                named("takes two and hangs up", api -> (exchange, request) -> {
                    api.take(request.at("/commands/0/publish"));
                    api.take(request.at("/commands/1/publish"));
                    exchange.close();
                }),
                named("takes all and does not answer in time", api -> (exchange, request) -> {
                    pause(1_800);
                    api.accept(exchange, request);
                }));
    }

    @ParameterizedTest
    @MethodSource("recoverable")
    void group_apiThat_deliversEveryTokenOnceAndInOrder(Function<ScriptedApi, Step> step) throws Exception {
        var result = askWithGroup(step.apply(api));

        assertThat(result.end()).isEqualTo(End.COMPLETE);
        assertThat(indexes()).isEqualTo(IntStream.range(0, WORDS).boxed().toList());
        assertThat(last().get("type").asText()).isEqualTo("done");
        assertThat(taken()).hasSize(WORDS + 1);
    }

    @Test
    void group_laterTokenTakenWithoutAnEarlierOne_failsTheAnswerAndSaysSo() throws Exception {
        var result = askWithGroup(api.acceptBut(i -> i == 1, i -> false));

        assertThat(result.end()).isEqualTo(End.PUBLISH_FAILED);
        assertThat(result.detail()).isEqualTo("Centrifugo lost a token and took a later one");
        // One went out alone, and one of the group arrived before the lost one.
        assertThat(result.tokens()).isEqualTo(2);
        assertThat(last().get("tokens").asInt()).isEqualTo(2);
        assertThat(last().get("detail").asText()).isEqualTo(result.detail());
        // The rest of the group, though not the lost one, is with the reader.
        var group = api.requests.get(1).get("commands").size();
        assertThat(last().get("unacknowledged").asInt()).isEqualTo(group - 1);
    }

    @Test
    void group_thatIsStillCarriedOutElsewhere_andLosesAToken_failsTheAnswer() throws Exception {
        // Nobody waits for the reply any more when a node goes on with a later token than the one that failed.
        var result = askWithGroup((exchange, request) -> {
            api.take(request.at("/commands/1/publish"));
            exchange.close();
        });

        assertThat(result.end()).isEqualTo(End.PUBLISH_FAILED);
        assertThat(last().get("type").asText()).isEqualTo("error");
    }

    /** Asks for an answer whose first token takes so long that a group goes out next, which the step replies to. */
    private AnswerResult askWithGroup(Step group) throws Exception {
        api.then((exchange, request) -> {
                    pause(100);
                    api.accept(exchange, request);
                })
                .then(group);
        var answer = new Answer(WORDS, Duration.ZERO, Duration.ofMillis(5), 1);
        var result = answers.begin("a", answer).result().get(20, TimeUnit.SECONDS);

        assertThat(api.requests.get(0).get("commands")).hasSize(1);
        assertThat(api.requests.get(1).get("commands")).hasSizeGreaterThan(5);
        assertThat(api.requests)
                .allMatch(request -> request.get("parallel").asBoolean()
                        == (request.get("commands").size() == 1));
        return result;
    }

    private List<JsonNode> taken() {
        return api.taken("session:a").stream()
                .map(publication -> publication.get("data"))
                .toList();
    }

    private List<Integer> indexes() {
        return taken().stream()
                .filter(data -> data.has("index"))
                .map(data -> data.get("index").asInt())
                .toList();
    }

    private JsonNode last() {
        return taken().get(taken().size() - 1);
    }

    private static void pause(long ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
