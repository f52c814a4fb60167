package dev.llmemulator.load.simulations;

import static io.gatling.javaapi.core.CoreDsl.scenario;

import dev.llmemulator.load.run.LoadSimulation;
import dev.llmemulator.load.run.Question;
import dev.llmemulator.load.scenarios.WatchAnswer;
import dev.llmemulator.load.settings.LoadSettings;
import dev.llmemulator.load.shapes.SpikeObserver;

/** Users arrive at a rate, for a short time at a multiple of it, and at the rate again. */
@Question("How long until all is calm after a spike of 10 times the users (-Drate=20), and what is refused?")
public final class Spike extends LoadSimulation {
    public Spike() {
        super(LoadSettings::withSpike, 1);
        observe(SpikeObserver.of(settings()));
        ask(arriving(scenario("spike").exec(new WatchAnswer(journeys()).answers())));
    }
}
