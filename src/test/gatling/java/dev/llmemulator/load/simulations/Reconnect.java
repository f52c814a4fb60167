package dev.llmemulator.load.simulations;

import static io.gatling.javaapi.core.CoreDsl.scenario;

import dev.llmemulator.load.run.LoadSimulation;
import dev.llmemulator.load.run.Question;
import dev.llmemulator.load.scenarios.ComeBack;

/** Users arrive over the ramp, and come back to their answers whenever they lose their connection. */
@Question("What do users live through who come back when parts die (-Dfaults=NAME), as the official clients do?")
public final class Reconnect extends LoadSimulation {
    public Reconnect() {
        super(settings -> settings.withoutRate().withRecovery(), 1);
        ask(overTheRamp(scenario("come back").exec(new ComeBack(journeys()).answers())));
    }
}
