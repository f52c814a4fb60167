package dev.llmemulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.settings.EmulatorSettings;
import dev.llmemulator.standin.StandIn;
import dev.llmemulator.standin.StandInSettings;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FarCentrifugoTest {
    private static final Duration ONE_WAY = Duration.ofMillis(5);
    private static final int WORDS = 100;
    private static final double DELAY = 0.003;

    @Test
    void answer_centrifugoFartherThanTheDelay_keepsItsPace() throws Exception {
        var keys = StandInSettings.of("key", "secret");
        try (var centrifugo = StandIn.start(keys);
                var far = new DelayingProxy(centrifugo.apiUrl(), ONE_WAY);
                var emulator = Emulator.start(EmulatorSettings.from(Map.of(
                        "PORT", "0",
                        "CENTRIFUGO_API_URLS", far.url().toString(),
                        "CENTRIFUGO_HTTP_API_KEY", "key")))) {
            var best = Double.MAX_VALUE;
            // A busy machine slows some answers, the cold first one most. With one token for each round trip, even the
            // best would take more than three times the ideal.
            for (var i = 0; i < 4 && best >= 2; i++) {
                best = Math.min(best, secondsOfAnswer(emulator, centrifugo, "s" + i) / (DELAY * (WORDS - 1)));
            }
            assertThat(best).isLessThan(2);
        }
    }

    private static double secondsOfAnswer(Emulator emulator, StandIn centrifugo, String session) {
        try (var reader = AnswerReader.of(centrifugo.webSocketUrl(), "secret", session)) {
            var startNs = System.nanoTime();
            var fields = ",\"words\":%d,\"delay\":%s".formatted(WORDS, DELAY);
            var reply = new RunClient(emulator.url()).ask(session, fields);
            var seconds = (System.nanoTime() - startNs) / 1e9;

            reader.awaitMarker();
            reader.assertNoHole();
            assertThat(reader.text()).isEqualTo(reply.text("response"));
            return seconds;
        }
    }
}
