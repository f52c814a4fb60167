package dev.llmemulator.load.simulations;

import static io.gatling.javaapi.core.CoreDsl.scenario;

import dev.llmemulator.load.run.LoadSimulation;
import dev.llmemulator.load.run.Question;
import dev.llmemulator.load.scenarios.BeginTogether;
import dev.llmemulator.load.scenarios.Rendezvous;
import dev.llmemulator.load.settings.LoadSettings;

/** All users are connected before they subscribe, and ask, in the same instant; then again for their next answer. */
@Question("What happens when all users subscribe in the same instant?")
public final class SubscribeStorm extends LoadSimulation {
    public SubscribeStorm() {
        super(LoadSettings::withStorm, 1);
        ask(overTheRamp(scenario("SubscribeStorm")
                .exec(new BeginTogether(journeys(), new Rendezvous(settings().clients()), true).answers())));
    }
}
