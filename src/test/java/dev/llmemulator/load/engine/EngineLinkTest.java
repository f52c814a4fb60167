package dev.llmemulator.load.engine;

import static io.gatling.javaapi.core.CoreDsl.forever;
import static io.gatling.javaapi.core.CoreDsl.pause;
import static io.gatling.javaapi.core.CoreDsl.rampUsers;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.gatling.core.Predef$;
import io.gatling.core.config.GatlingConfiguration;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EngineLinkTest {
    private final EngineLink engine = new EngineLink();

    @BeforeAll
    static void prepareGatling() {
        Predef$.MODULE$._configuration_$eq(GatlingConfiguration.load());
    }

    @Test
    void stop_usersWhoNeverEnd_endsTheRun() {
        var run = run();
        engine.eventLoops()
                .thenRunAsync(() -> engine.stop("early"), CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS));
        assertEnds(run);
    }

    @Test
    void stop_scenarioIsBuiltAndTheRunNotStarted_endsItWithItsFirstUser() {
        engine.eventLoops().thenRun(() -> engine.stop("early"));
        assertEnds(run());
    }

    @Test
    void stop_nothingIsBuilt_endsTheRunWithItsFirstUser() {
        engine.stop("early");
        assertEnds(run());
    }

    private CompletableFuture<Void> run() {
        return CompletableFuture.runAsync(() -> QuietRun.of(scenario("users who never end")
                .exec(engine.link())
                .exec(forever().on(pause(Duration.ofMillis(10))))
                .injectOpen(rampUsers(3).during(Duration.ofMillis(100)))));
    }

    private static void assertEnds(CompletableFuture<Void> run) {
        assertThatCode(() -> run.get(20, TimeUnit.SECONDS)).doesNotThrowAnyException();
    }
}
