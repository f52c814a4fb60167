package dev.llmemulator.load.scenarios;

import static io.gatling.javaapi.core.CoreDsl.asLongAs;
import static io.gatling.javaapi.core.CoreDsl.exec;

import dev.llmemulator.load.protocol.UserSession;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;

/** The user watches one answer after the other until the warm-up's time is over; who fails stops, for there is nothing to warm. */
public final class WarmUpJourney {
    private final JourneyContext context;

    /** The journey of a warm-up, whose settings say how long it takes. */
    public WarmUpJourney(JourneyContext context) {
        this.context = context;
    }

    /** Answers until the time is over. */
    public ChainBuilder answers() {
        var clock = context.answers().clock();
        var endUs = clock.nowUs() + context.settings().warmUp().toNanos() / 1000;
        return exec(
                asLongAs(session -> goesWell(session) && clock.nowUs() < endUs).on(new WatchAnswer(context).answer()));
    }

    private static boolean goesWell(Session session) {
        return !UserSession.hasAnswer(session) || UserSession.answer(session).isFine();
    }
}
