package dev.llmemulator.load.simulations;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import dev.llmemulator.load.run.LoadSimulation;
import dev.llmemulator.load.run.Question;
import dev.llmemulator.load.scenarios.LeaveAndReturn;
import dev.llmemulator.load.scenarios.WatchAnswer;
import dev.llmemulator.load.settings.LoadSettings;

/** Does every journey work at all? One user each, one answer each, no warm-up. */
@Question("Does every journey work at all? One user, one answer each, no warm-up.")
public final class Smoke extends LoadSimulation {
    public Smoke() {
        super(LoadSettings::forSmoke, 2);
        ask(
                scenario("watch answers")
                        .exec(new WatchAnswer(journeys()).answers())
                        .injectOpen(atOnceUsers(1)),
                scenario("drop and recover")
                        .exec(new LeaveAndReturn(journeys()).answers())
                        .injectOpen(atOnceUsers(1)));
    }
}
