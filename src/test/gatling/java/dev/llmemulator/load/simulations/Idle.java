package dev.llmemulator.load.simulations;

import static io.gatling.javaapi.core.CoreDsl.scenario;

import dev.llmemulator.load.run.LoadSimulation;
import dev.llmemulator.load.run.Question;
import dev.llmemulator.load.scenarios.StaySilent;
import dev.llmemulator.load.settings.LoadSettings;
import dev.llmemulator.load.shapes.IdleObserver;

/** Users arrive over the ramp, and are connected for a time without a question. */
@Question("What do users cost who are connected and silent (-Dclients=2000), and does each stay connected?")
public final class Idle extends LoadSimulation {
    public Idle() {
        super(LoadSettings::forIdle, 1);
        var observer = new IdleObserver(settings());
        observe(observer);
        ask(overTheRamp(scenario("silent users").exec(new StaySilent(journeys(), observer.stay()).answer())));
    }
}
