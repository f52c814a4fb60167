package dev.llmemulator.load.engine;

import io.gatling.core.action.Action;
import io.gatling.core.action.ActorDelegatingAction;
import io.gatling.core.actor.ActorRef;
import io.gatling.core.session.Session;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.concurrent.Promise;
import scala.concurrent.duration.FiniteDuration;

/** A step of a virtual user. If it throws, its user goes on as failed, as after Gatling's own steps. */
abstract class UserAction extends ActorDelegatingAction {
    private static final Logger LOG = LoggerFactory.getLogger(UserAction.class);

    private final Action next;

    UserAction(String name, Action next) {
        super(name, new NoActor(name));
        this.next = next;
    }

    /** Does the step on the user's event loop. It has to call {@link #goOn} once, now or later. */
    abstract void perform(Session session);

    @Override
    public final void execute(Session session) {
        try {
            perform(session);
        } catch (RuntimeException e) {
            LOG.error(
                    "Step crashed, its user goes on as failed. [step={}, scenario={}]", name(), session.scenario(), e);
            next.$bang(session.markAsFailed());
        }
    }

    final void goOn(Session session) {
        next.$bang(session);
    }

    /** Goes on once the caller has returned: the handler of a frame has to, before its socket is used again. */
    final void goOnLater(Session session) {
        var eventLoop = session.eventLoop();
        if (!eventLoop.isShuttingDown()) {
            try {
                eventLoop.execute(() -> next.$bang(session));
            } catch (RejectedExecutionException e) {
                LOG.debug("User ends, as its event loop has. [step={}]", name(), e);
            }
        }
    }

    /** The superclass delegates to an actor. These steps do their own work and need none. */
    private record NoActor(String name) implements ActorRef<Session> {
        @Override
        public void $bang(Session message) {
            throw new UnsupportedOperationException(name);
        }

        @Override
        public <Reply> Promise<Reply> replyPromise(FiniteDuration timeout) {
            throw new UnsupportedOperationException(name);
        }
    }
}
