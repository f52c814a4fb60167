package dev.llmemulator.load.scenarios;

import dev.llmemulator.load.protocol.SuccessPolicy;
import dev.llmemulator.load.protocol.User;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.CoreDsl;
import io.gatling.javaapi.core.Session;
import java.util.UUID;

/**
 * The user stops every other answer half-way and asks again at once, in the same chat: its answers share a session and a
 * channel, and so the next one shows whether anything of the stopped one is taken for it.
 */
public final class StopAndAsk {
    private static final String CHAT = "chat";

    private StopAndAsk() {}

    /** The answers of a user: a stopped one, a complete one, and so on, as many as the settings ask for. */
    public static ChainBuilder answers(JourneyContext context) {
        var stopped = new Stopped(context).answer();
        var complete = new Complete(context).answer();
        return context.repeated(CoreDsl.doIfOrElse((Session session) -> session.getInt(JourneyContext.CYCLE) % 2 == 0)
                .then(stopped)
                .orElse(complete));
    }

    private static String chatOf(Session user) {
        return User.of(user)
                .saved()
                .computeIfAbsent(CHAT, any -> UUID.randomUUID().toString());
    }

    private static final class Stopped extends Journey {
        Stopped(JourneyContext context) {
            super(context, SuccessPolicy.cancelledAfter(context.settings().halfwayTokens()));
        }

        @Override
        protected String sessionId(Session user) {
            return chatOf(user);
        }

        @Override
        protected ChainBuilder steps() {
            return connect().exec(subscribe(), ask(), readHalf(), cancel(), readToTheEnd(), close());
        }
    }

    private static final class Complete extends WatchAnswer {
        Complete(JourneyContext context) {
            super(context);
        }

        @Override
        protected String sessionId(Session user) {
            return chatOf(user);
        }
    }
}
