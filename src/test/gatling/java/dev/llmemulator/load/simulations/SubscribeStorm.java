package dev.llmemulator.load.simulations;

import static io.gatling.javaapi.core.CoreDsl.scenario;

import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.run.LoadSimulation;
import dev.llmemulator.load.run.Question;
import dev.llmemulator.load.scenarios.BeginTogether;
import dev.llmemulator.load.scenarios.Rendezvous;
import dev.llmemulator.load.settings.LoadSettings;
import dev.llmemulator.load.shapes.StormObserver;

/** All users are connected before they subscribe, and ask, in the same instant; then again for their next answer. */
@Question("What happens when all users subscribe in the same instant?")
public final class SubscribeStorm extends LoadSimulation {
    public SubscribeStorm() {
        super(LoadSettings::withStorm, 1);
        var all = new Rendezvous(settings().clients());
        observe(new StormObserver(settings(), "subscribe", Metric.SUBSCRIBE, all::metNs));
        ask(overTheRamp(scenario("SubscribeStorm").exec(new BeginTogether(journeys(), all, true).answers())));
    }
}
