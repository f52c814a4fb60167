package dev.llmemulator.load.simulations;

import static io.gatling.javaapi.core.CoreDsl.scenario;

import dev.llmemulator.load.run.LoadSimulation;
import dev.llmemulator.load.run.Question;
import dev.llmemulator.load.scenarios.WatchAnswer;
import dev.llmemulator.load.settings.LoadSettings;

/** Users arrive over the ramp, and each takes its answers one after the other. */
@Question("Do all users get complete answers, and how fast, when so many ask at once?")
public final class StreamedAnswers extends LoadSimulation {
    public StreamedAnswers() {
        super(LoadSettings::withoutRate, 1);
        ask(overTheRamp(scenario("watch answers").exec(new WatchAnswer(journeys()).answers())));
    }
}
