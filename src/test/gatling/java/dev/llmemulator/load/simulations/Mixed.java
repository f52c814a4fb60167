package dev.llmemulator.load.simulations;

import static io.gatling.javaapi.core.CoreDsl.doIfOrElse;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import dev.llmemulator.load.run.LoadSimulation;
import dev.llmemulator.load.run.Question;
import dev.llmemulator.load.scenarios.LeaveForGood;
import dev.llmemulator.load.scenarios.WatchAnswer;
import dev.llmemulator.load.settings.LoadSettings;
import dev.llmemulator.load.shapes.MixedObserver;

/** Users of several models, who think before they ask again, and sometimes leave in the middle of an answer. */
@Question("What do users feel of several models at once (-Dclients=50), if some leave in the middle?")
public final class Mixed extends LoadSimulation {
    public Mixed() {
        super(LoadSettings::withoutRate, 1);
        observe(new MixedObserver());
        ask(overTheRamp(scenario("mixed users")
                .exec(journeys()
                        .repeated(doIfOrElse(journeys()::leaves)
                                .then(new LeaveForGood(journeys()).answer())
                                .orElse(new WatchAnswer(journeys()).answer())))));
    }
}
