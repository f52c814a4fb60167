package dev.llmemulator.load.simulations;

import static io.gatling.javaapi.core.CoreDsl.scenario;

import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.run.LoadSimulation;
import dev.llmemulator.load.run.Question;
import dev.llmemulator.load.scenarios.ComeBack;
import dev.llmemulator.load.scenarios.Rendezvous;
import dev.llmemulator.load.shapes.StormObserver;

/** Each user loses its connection in the middle of each answer, all of them in the same instant, and comes back. */
@Question("What happens when all users lose their connection in the same instant?")
public final class ReconnectStorm extends LoadSimulation {
    public ReconnectStorm() {
        super(settings -> settings.withStorm().withRecovery(), 1);
        var all = new Rendezvous(settings().clients());
        observe(new StormObserver(settings(), "lose their connection", Metric.RECOVERY, all::metNs));
        ask(overTheRamp(scenario("ReconnectStorm").exec(new ComeBack(journeys(), all).answers())));
    }
}
