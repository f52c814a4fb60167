package dev.llmemulator.load.simulations;

import static io.gatling.javaapi.core.CoreDsl.scenario;

import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.run.LoadSimulation;
import dev.llmemulator.load.run.Question;
import dev.llmemulator.load.scenarios.BeginTogether;
import dev.llmemulator.load.scenarios.Rendezvous;
import dev.llmemulator.load.settings.LoadSettings;
import dev.llmemulator.load.shapes.StormObserver;

/** All users connect in the same instant, subscribe and ask; then again for their next answer. */
@Question("What happens when all users connect in the same instant?")
public final class ConnectStorm extends LoadSimulation {
    public ConnectStorm() {
        super(LoadSettings::withStorm, 1);
        var all = new Rendezvous(settings().clients());
        observe(new StormObserver(settings(), "connect", Metric.CONNECT, all::metNs));
        ask(overTheRamp(scenario("ConnectStorm").exec(new BeginTogether(journeys(), all, false).answers())));
    }
}
