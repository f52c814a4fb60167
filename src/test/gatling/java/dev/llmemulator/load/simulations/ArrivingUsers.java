package dev.llmemulator.load.simulations;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import dev.llmemulator.load.run.LoadSimulation;
import dev.llmemulator.load.run.Question;
import dev.llmemulator.load.scenarios.WatchAnswer;
import dev.llmemulator.load.settings.LoadSettings;
import java.util.Objects;

/** Users arrive evenly and ask for one answer each. Their waiting counts from when they were due to arrive. */
@Question("What do users feel who arrive at a rate (-Drate=20), even if the system lags?")
public final class ArrivingUsers extends LoadSimulation {
    public ArrivingUsers() {
        super(LoadSettings::withRate, 1);
        var arrivals = Objects.requireNonNull(settings().arrivals());
        ask(scenario("arriving users")
                .exec(new WatchAnswer(journeys()).answers())
                .injectOpen(constantUsersPerSec(arrivals.perSecond()).during(arrivals.during())));
    }
}
