package dev.llmemulator.load.simulations;

import static io.gatling.javaapi.core.CoreDsl.scenario;

import dev.llmemulator.load.run.LoadSimulation;
import dev.llmemulator.load.run.Question;
import dev.llmemulator.load.scenarios.WatchAnswer;
import dev.llmemulator.load.settings.LoadSettings;

/** Users arrive at a rate, evenly or not. Their waiting counts from when they were due to arrive. */
@Question("What do users feel who arrive at a rate (-Drate=20), even if the system lags?")
public final class ArrivingUsers extends LoadSimulation {
    public ArrivingUsers() {
        super(LoadSettings::withRate, 1);
        ask(arriving(scenario("arriving users").exec(new WatchAnswer(journeys()).answers())));
    }
}
