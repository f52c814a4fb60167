package dev.llmemulator.load.engine;

import io.gatling.core.action.Action;
import io.gatling.core.session.Session;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * The event loops that the users live on: as many as there are processors. Gatling makes twice as many and has no setting for it; they only
 * take turns, and the more of them there are, the fewer frames each finds when it wakes.
 */
final class UserLoops {
    private final List<EventLoop> loops;

    UserLoops(EventLoopGroup all, int processors) {
        loops = StreamSupport.stream(all.spliterator(), false)
                .limit(processors)
                .map(EventLoop.class::cast)
                .toList();
    }

    List<EventLoop> list() {
        return loops;
    }

    /** A step that takes a user to its event loop, if it is not there yet. */
    Action moveIn(Action next) {
        return new UserAction("move in", next) {
            @Override
            void perform(Session session) {
                var loop = loops.get((int) (session.userId() % loops.size()));
                if (session.eventLoop() == loop) {
                    goOn(session);
                } else {
                    goOnLater(on(session, loop));
                }
            }
        };
    }

    private static Session on(Session session, EventLoop loop) {
        return session.copy(
                session.scenario(),
                session.userId(),
                session.attributes(),
                session.baseStatus(),
                session.blockStack(),
                session.onExit(),
                loop);
    }
}
