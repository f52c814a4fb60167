package dev.llmemulator.load.simulations;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import dev.llmemulator.load.run.LoadSimulation;
import dev.llmemulator.load.run.Question;
import dev.llmemulator.load.scenarios.LeaveAndReturn;
import dev.llmemulator.load.scenarios.LeaveForGood;
import dev.llmemulator.load.scenarios.ReadSlowly;
import dev.llmemulator.load.scenarios.StaySilent;
import dev.llmemulator.load.scenarios.WatchAnswer;
import dev.llmemulator.load.settings.LoadSettings;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Does every journey work at all? One user each, one answer each, no warm-up. */
@Question("Does every journey work at all? One user, one answer each, no warm-up.")
public final class Smoke extends LoadSimulation {
    public Smoke() {
        super(LoadSettings::forSmoke, 5);
        ask(
                scenario("watch answers")
                        .exec(new WatchAnswer(journeys()).answers())
                        .injectOpen(atOnceUsers(1)),
                scenario("drop and recover")
                        .exec(new LeaveAndReturn(journeys()).answers())
                        .injectOpen(atOnceUsers(1)),
                scenario("read slowly")
                        .exec(new ReadSlowly(
                                        journeys(), CompletableFuture.completedFuture(null), 0, Duration.ofSeconds(1))
                                .answers())
                        .injectOpen(atOnceUsers(1)),
                scenario("leave for good")
                        .exec(new LeaveForGood(journeys()).answers())
                        .injectOpen(atOnceUsers(1)),
                scenario("stay silent")
                        .exec(new StaySilent(journeys(), Duration.ofSeconds(1)).answer())
                        .injectOpen(atOnceUsers(1)));
    }
}
