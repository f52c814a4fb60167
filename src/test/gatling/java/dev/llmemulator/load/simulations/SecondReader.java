package dev.llmemulator.load.simulations;

import static io.gatling.javaapi.core.CoreDsl.scenario;

import dev.llmemulator.load.run.LoadSimulation;
import dev.llmemulator.load.run.Question;
import dev.llmemulator.load.scenarios.Tabs;
import dev.llmemulator.load.settings.LoadSettings;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.PopulationBuilder;

/** Three tabs show each answer: one asks, one reads along, and one is opened in the middle. */
@Question("Do all tabs that show an answer see the same, also one that is opened in its middle?")
public final class SecondReader extends LoadSimulation {
    public SecondReader() {
        super(LoadSettings::withoutRate, 3);
        var tabs = new Tabs(journeys());
        ask(
                users("asking tab", tabs.asking()),
                users("second tab", tabs.readingAlong()),
                users("late tab", tabs.comingLate()));
    }

    private PopulationBuilder users(String name, ChainBuilder answers) {
        return overTheRamp(scenario(name).exec(answers));
    }
}
