package dev.llmemulator.load.engine;

import io.gatling.core.action.Action;
import io.gatling.core.session.Session;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * The event loops that the users live on: as many as there are processors.
 *
 * <p>Why not the public API: Gatling makes twice as many and has no setting for it. They only take turns, and the more
 * there are, the fewer frames each finds when it wakes. {@code docs/decisions.md} has the figures.
 */
record UserLoops(List<EventLoop> list) {
    UserLoops(EventLoopGroup all, int processors) {
        this(StreamSupport.stream(all.spliterator(), false)
                .limit(processors)
                .map(EventLoop.class::cast)
                .toList());
    }

    Action moveIn(Action next) {
        return new UserAction("move in", next) {
            @Override
            void perform(Session session) {
                var loop = list.get((int) (session.userId() % list.size()));
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
