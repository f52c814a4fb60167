package dev.llmemulator.load.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.llmemulator.EmbeddedStack;
import dev.llmemulator.load.protocol.Endpoints;
import dev.llmemulator.load.run.LoadTestProcess;
import dev.llmemulator.load.simulations.Capacity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real users against real servers of known capacity, on this machine and in small. */
@Timeout(120)
class CapacitySearchTest {
    private static final Duration BUDGET = Duration.ofSeconds(18);

    @TempDir
    private static Path folder = Path.of("");

    // All at once, because they mostly wait.
    private static CompletableFuture<CapacityReport> ofKnee = new CompletableFuture<>();
    private static CompletableFuture<List<Step>> ofRate = new CompletableFuture<>();
    private static CompletableFuture<LoadTestProcess> ofSlots = new CompletableFuture<>();

    @BeforeAll
    static void searchAll() throws Exception {
        RealSearch.prepare();
        // A cold load test and a cold server are slow.
        try (var server = KnownServer.collapsingBeyond(12)) {
            RealSearch.find(server.endpoints(), "clients=4 slo=ttft.p95<900ms", Duration.ofSeconds(2));
        }
        ofKnee = begin(() -> {
            try (var server = KnownServer.collapsingBeyond(12)) {
                return RealSearch.find(server.endpoints(), "clients=4 slo=ttft.p95<900ms", BUDGET);
            }
        });
        ofRate = begin(() -> {
            try (var stack = EmbeddedStack.start(Map.of("CLIENT_QUESTIONS_PER_SECOND", "20"))) {
                var endpoints = new Endpoints(stack.httpUrl(), stack.webSocketUrl(), stack.tokenHmacSecret());
                var settings = RealSearch.settings("capacityIn=per_second slo=failed<10%");
                var contexts = RealSearch.contexts(() -> endpoints);
                return List.of(
                        new Trial(settings, contexts, RealSearch.CLOCK).run(new Next.Try(15, 3, 3), 15),
                        new Trial(settings, contexts, RealSearch.CLOCK).run(new Next.Try(60, 3, 3), 15));
            }
        });
        ofSlots = begin(() -> {
            try (var stack = EmbeddedStack.start(Map.of("MAX_ANSWERS", "12"))) {
                return LoadTestProcess.run(
                        0,
                        Capacity.class,
                        folder,
                        "-Dclients=4 -Dlength=10 -Ddelay=0.01 -Dslo=failed<4% -Dbudget=18 -Dwarmup=2 -DmaxLateness=60 -Dmetrics=0",
                        "-Dhttp_url=" + stack.httpUrl(),
                        "-Dws_url=" + stack.webSocketUrl(),
                        "-DCENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET_KEY=" + stack.tokenHmacSecret());
            }
        });
    }

    private static <T> CompletableFuture<T> begin(Callable<T> search) {
        var result = new CompletableFuture<T>();
        var thread = new Thread(() -> {
            try {
                result.complete(search.call());
            } catch (Exception | AssertionError e) {
                result.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    @Test
    void search_serverThatCollapses_findsItsKnee() throws Exception {
        var report = ofKnee.get();
        assertThat(loadOf(report)).isCloseTo(12, withinPercentage(10));
        assertThat(report.sentence()).contains("TTFT p95 is ").doesNotContain("refused");
    }

    @Test
    void trial_emulatorThatTakesTwentyQuestionsASecond_saysWhichRateItRefused() throws Exception {
        var steps = ofRate.get();
        assertThat(steps.get(0).tried().held()).as(steps.get(0).why()).isTrue();
        assertThat(steps.get(0).refused()).isZero();
        assertThat(steps.get(1).outcome()).as(steps.get(1).why()).isEqualTo(Outcome.REFUSED);
        assertThat(steps.get(1).refused()).isGreaterThan(60);
    }

    @Test
    void run_emulatorWithSlots_findsThemAndTellsOfThemEverywhere() throws Exception {
        var run = ofSlots.get();
        assertThat(folder)
                .as("no folder but that of the report")
                .isDirectoryNotContaining(
                        each -> Files.isDirectory(each) && !Files.exists(each.resolve("summary.json")));
        var capacity = LoadTestProcess.summary(folder).path("capacity");
        assertThat(capacity.path("load").asDouble()).isCloseTo(12, withinPercentage(10));
        assertThat(capacity.at("/broke_first/objective").asText())
                .as(run.printed())
                .isEqualTo("failed<4%");
        assertThat(capacity.path("steps").findValuesAsText("verdict")).contains("REFUSED");
        assertThat(run.printed())
                .contains("\nPASSED: ", " answers at once", "servers refused ", "step  1: 4 at once: ");
    }

    private static double loadOf(CapacityReport report) {
        assertThat(report.result().kind()).as(report.sentence()).isEqualTo(Result.Kind.FOUND);
        return Objects.requireNonNull(report.result().load());
    }
}
