package dev.llmemulator.load.simulations;

import dev.llmemulator.load.protocol.TokenLife;
import dev.llmemulator.load.run.LoadSimulation;
import dev.llmemulator.load.run.Question;
import dev.llmemulator.load.scenarios.ComeBack;
import dev.llmemulator.load.scenarios.WatchAnswer;
import dev.llmemulator.load.shapes.BadLinks;
import dev.llmemulator.load.shapes.BadNetworkObserver;

/** From the middle of the run on, some users have a bad network: it is slow, loses packets, and delays the others. */
@Question("What do users of a bad network feel (-Dnetwork=latency:100,loss:2), and do others, too?")
public final class BadNetwork extends LoadSimulation {
    public BadNetwork() {
        super(settings -> BadLinks.require(settings.forBadNetwork()), 1);
        var links = new BadLinks(settings().affected().linksPort(), journeys().endpoints());
        var observer = new BadNetworkObserver(settings(), links);
        observe(observer);
        var far = journeys().of(observer.some(), TokenLife.LONG, links::endpoints);
        ask(
                overTheRamp(
                        "users of a bad network",
                        observer.users(),
                        ComeBack.ifLost(far).answers()),
                overTheRamp(
                        "others",
                        settings().clients() - observer.users(),
                        new WatchAnswer(journeys().of(observer.others())).answers()));
    }
}
