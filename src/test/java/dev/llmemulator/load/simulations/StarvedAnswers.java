package dev.llmemulator.load.simulations;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import dev.llmemulator.load.run.LoadSimulation;
import dev.llmemulator.load.scenarios.WatchAnswer;
import io.gatling.javaapi.core.ChainBuilder;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A load test that starves itself: before it asks, each user takes its event loop and a processor for a second. */
public final class StarvedAnswers extends LoadSimulation {
    private static final long COMPUTE_NS = TimeUnit.SECONDS.toNanos(1);

    /** All users at once. */
    public StarvedAnswers() {
        super(UnaryOperator.identity(), 1);
        ask(scenario("starved answers")
                .exec(compute())
                .exec(new WatchAnswer(journeys()).answers())
                .injectOpen(atOnceUsers(settings().clients())));
    }

    private static ChainBuilder compute() {
        return exec(session -> {
            var startNs = System.nanoTime();
            while (System.nanoTime() - startNs < COMPUTE_NS) {
                Thread.onSpinWait();
            }
            return session;
        });
    }
}
