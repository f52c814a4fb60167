package dev.llmemulator.load.simulations;

import static io.gatling.javaapi.core.CoreDsl.rampUsers;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;

import dev.llmemulator.load.scenarios.JourneyContext;
import dev.llmemulator.load.scenarios.WarmUpJourney;
import io.gatling.javaapi.core.Simulation;

/** Makes load for a while so that the code on both sides is compiled when it counts; not a question, and not to be run by itself. */
final class WarmUp extends Simulation {
    WarmUp(JourneyContext context) {
        setUp(scenario("warm-up")
                        .exec(new WarmUpJourney(context).answers())
                        .injectOpen(rampUsers(context.settings().clients())
                                .during(context.settings().ramp())))
                .protocols(http.disableWarmUp());
    }
}
