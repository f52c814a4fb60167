package dev.llmemulator.load.simulations;

import static io.gatling.javaapi.core.CoreDsl.scenario;

import dev.llmemulator.load.run.LoadSimulation;
import dev.llmemulator.load.run.Question;
import dev.llmemulator.load.scenarios.WatchAnswer;
import dev.llmemulator.load.settings.LoadSettings;
import dev.llmemulator.load.shapes.SoakObserver;

/** Users ask for a long time, and it ends early where something grows for certain. */
@Question("Does anything grow in hours of load (-Dduration=3600): memory, files, latency?")
public final class Soak extends LoadSimulation {
    public Soak() {
        super(LoadSettings::forSoak, 1);
        var observer = new SoakObserver(settings());
        observe(observer);
        ask(overTheRamp(scenario("soak")
                .exec(journeys().repeatedUnless(observer::isCertain, new WatchAnswer(journeys()).answer()))));
    }
}
