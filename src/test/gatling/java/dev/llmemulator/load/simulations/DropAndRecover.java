package dev.llmemulator.load.simulations;

import static io.gatling.javaapi.core.CoreDsl.scenario;

import dev.llmemulator.load.run.LoadSimulation;
import dev.llmemulator.load.run.Question;
import dev.llmemulator.load.scenarios.LeaveAndReturn;

/** Users arrive over the ramp, and each loses its connection once in every answer. */
@Question("Is anything lost or doubled when users lose their connection and come back?")
public final class DropAndRecover extends LoadSimulation {
    public DropAndRecover() {
        super(settings -> settings.withoutRate().withRecovery(), 1);
        ask(overTheRamp(scenario("drop and recover").exec(new LeaveAndReturn(journeys()).answers())));
    }
}
