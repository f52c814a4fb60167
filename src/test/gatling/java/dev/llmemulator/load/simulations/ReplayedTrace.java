package dev.llmemulator.load.simulations;

import static io.gatling.javaapi.core.CoreDsl.scenario;

import dev.llmemulator.load.run.LoadSimulation;
import dev.llmemulator.load.run.Question;
import dev.llmemulator.load.scenarios.WatchAnswer;
import dev.llmemulator.load.settings.LoadSettings;

/** Users ask when, and for as long an answer, as those of a recording did. */
@Question("What would the users of a recorded day feel (-Dtrace=FILE)?")
public final class ReplayedTrace extends LoadSimulation {
    public ReplayedTrace() {
        super(LoadSettings::withRecording, 1);
        ask(arriving(scenario("replayed users").exec(new WatchAnswer(journeys()).answers())));
    }
}
