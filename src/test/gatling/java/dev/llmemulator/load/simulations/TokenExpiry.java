package dev.llmemulator.load.simulations;

import dev.llmemulator.load.run.LoadSimulation;
import dev.llmemulator.load.run.Question;
import dev.llmemulator.load.scenarios.ComeBack;
import dev.llmemulator.load.scenarios.WatchAnswer;
import dev.llmemulator.load.settings.LoadSettings;
import dev.llmemulator.load.shapes.TokenExpiryObserver;

/** From the middle of the run on, the tokens of some users expire in the middle of answers. */
@Question("What happens when tokens expire in mid-answer, and are renewed in time, late or never (-Drenewal)?")
public final class TokenExpiry extends LoadSimulation {
    public TokenExpiry() {
        super(LoadSettings::forTokenExpiry, 1);
        var observer = new TokenExpiryObserver(settings());
        observe(observer);
        var expiring =
                journeys().of(observer.some(), observer.tokens(), journeys().endpoints());
        ask(
                overTheRamp(
                        "users whose tokens expire",
                        observer.users(),
                        ComeBack.ifLost(expiring).answers()),
                overTheRamp(
                        "others",
                        settings().clients() - observer.users(),
                        new WatchAnswer(journeys().of(observer.others())).answers()));
    }
}
