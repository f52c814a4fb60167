package dev.llmemulator.load.simulations;

import static io.gatling.javaapi.core.CoreDsl.asLongAs;
import static io.gatling.javaapi.core.CoreDsl.rampUsers;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;

import dev.llmemulator.load.protocol.AnswerInProgress;
import dev.llmemulator.load.scenarios.JourneyContext;
import dev.llmemulator.load.scenarios.WatchAnswer;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.core.Simulation;

/** Loads the system until the code on both sides is compiled. Not to be run by itself. */
final class WarmUp extends Simulation {
    WarmUp(JourneyContext context) {
        var settings = context.settings();
        var clock = context.answers().clock();
        var endUs = clock.nowUs() + settings.warmUp().toNanos() / 1000;
        setUp(scenario("warm-up")
                        .exec(asLongAs(session -> canGoOn(session) && clock.nowUs() < endUs)
                                .on(new WatchAnswer(context).answer()))
                        .injectOpen(rampUsers(settings.clients()).during(settings.ramp())))
                .protocols(http.disableWarmUp());
    }

    // A user whose answer failed has nothing to warm.
    private static boolean canGoOn(Session session) {
        var answer = AnswerInProgress.latest(session);
        return answer == null || answer.isFine();
    }
}
