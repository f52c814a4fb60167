package dev.llmemulator.load.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.llmemulator.EmbeddedStack;
import dev.llmemulator.load.protocol.Endpoints;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Searches as long as those of users, against real servers of known capacity: {@code -Dcapacity.seconds=120}. */
@EnabledIfSystemProperty(named = "capacity.seconds", matches = "\\d+")
class KnownCapacities {
    private static final Duration BUDGET = Duration.ofSeconds(Long.getLong("capacity.seconds", 120));
    private static final String ANSWERS = " length=20 delay=0.05";

    @BeforeAll
    static void warmUp() throws Exception {
        RealSearch.prepare();
        try (var server = KnownServer.collapsingBeyond(20)) {
            RealSearch.find(server.endpoints(), "clients=10", Duration.ofSeconds(5));
        }
    }

    @Test
    void slots() throws Exception {
        assertFound(60, Map.of("MAX_ANSWERS", "60"), "clients=10 slo=failed<2%" + ANSWERS);
    }

    @Test
    void questionsPerSecond() throws Exception {
        var settings = "capacityIn=per_second rate=10 slo=failed<2%" + ANSWERS;
        assertFound(40, Map.of("CLIENT_QUESTIONS_PER_SECOND", "40"), settings);
    }

    @Test
    void collapse() throws Exception {
        try (var server = KnownServer.collapsingBeyond(30)) {
            assertFound(30, server.endpoints(), "clients=10 slo=ttft.p95<900ms");
        }
    }

    @Test
    void arrivalsAtAServiceTime() throws Exception {
        // Answers that take 0.3 s, 30 at once.
        try (var server = KnownServer.collapsingBeyond(30)) {
            assertFound(100, server.endpoints(), "capacityIn=per_second rate=10 slo=ttft.p95<900ms");
        }
    }

    private static void assertFound(double truth, Map<String, String> emulator, String settings) {
        try (var stack = EmbeddedStack.start(emulator)) {
            assertFound(truth, new Endpoints(stack.httpUrl(), stack.webSocketUrl(), stack.tokenHmacSecret()), settings);
        }
    }

    private static void assertFound(double truth, Endpoints endpoints, String settings) {
        var report = RealSearch.find(endpoints, settings, BUDGET);
        System.out.printf("known: %.0f; found: %s%n%s%n%n", truth, report.headline(), report.sentence());
        assertThat(report.result().kind()).isEqualTo(Result.Kind.FOUND);
        assertThat(report.result().load()).isCloseTo(truth, withinPercentage(10));
    }
}
