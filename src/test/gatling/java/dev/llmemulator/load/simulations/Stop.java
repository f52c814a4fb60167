package dev.llmemulator.load.simulations;

import static io.gatling.javaapi.core.CoreDsl.scenario;

import dev.llmemulator.load.run.LoadSimulation;
import dev.llmemulator.load.run.Question;
import dev.llmemulator.load.scenarios.StopAndAsk;

/** Users stop every other answer half-way and ask again at once, in the same session. */
@Question("How soon is an answer over that its user stops (DELETE), and does anything of it get into the next one?")
public final class Stop extends LoadSimulation {
    public Stop() {
        super(settings -> settings.withoutRate().withCancelling(), 1);
        ask(overTheRamp(scenario("stop and ask again").exec(StopAndAsk.answers(journeys()))));
    }
}
