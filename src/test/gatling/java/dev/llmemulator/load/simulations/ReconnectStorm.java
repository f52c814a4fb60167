package dev.llmemulator.load.simulations;

import static io.gatling.javaapi.core.CoreDsl.scenario;

import dev.llmemulator.load.run.LoadSimulation;
import dev.llmemulator.load.run.Question;
import dev.llmemulator.load.scenarios.ComeBack;
import dev.llmemulator.load.scenarios.Rendezvous;

/** Each user loses its connection in the middle of each answer, all of them in the same instant, and comes back. */
@Question("What happens when all users lose their connection in the same instant?")
public final class ReconnectStorm extends LoadSimulation {
    public ReconnectStorm() {
        super(settings -> settings.withStorm().withRecovery(), 1);
        ask(overTheRamp(scenario("ReconnectStorm")
                .exec(new ComeBack(journeys(), new Rendezvous(settings().clients())).answers())));
    }
}
