package dev.llmemulator.load.engine;

import io.gatling.core.action.Action;
import io.gatling.core.structure.ScenarioContext;
import io.gatling.javaapi.core.ActionBuilder;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * Steps that Gatling's language lacks.
 *
 * <p>Why not the public API: a user can wait for an event only by polling, {@code asLongAs(...).on(pause(10))}, which wakes 9,000 waiting
 * users 900,000 times a second; and it can do only one thing at a time, so it could not lose its connection while its request waits.
 */
public final class Steps {
    private Steps() {}

    /**
     * The user waits until a stage completes, in whatever way, or the limit is reached. Nothing polls and no thread waits: completing
     * the stage resumes the user on its event loop.
     */
    public static ActionBuilder await(
            String name, Duration limit, Function<Session, ? extends CompletionStage<?>> stage) {
        return () -> (context, next) -> new Await(name, next, limit, stage);
    }

    /** The same without a limit, for a stage that is sure to complete. */
    public static ActionBuilder await(String name, Function<Session, ? extends CompletionStage<?>> stage) {
        return await(name, Duration.ZERO, stage);
    }

    /** The user does the steps of a chain beside the steps that follow. What the chain puts into its session stays there. */
    public static ActionBuilder beside(String name, ChainBuilder chain) {
        return () -> (context, next) -> new Beside(name, next, start(chain, context));
    }

    private static Action start(ChainBuilder chain, ScenarioContext context) {
        return chain.wrapped.build(
                context, new UserAction("end", context.coreComponents().exit()) {
                    @Override
                    void perform(io.gatling.core.session.Session session) {
                        // The branch ends; the user lives on in the other one.
                    }
                });
    }

    private static final class Beside extends UserAction {
        private final Action branch;

        Beside(String name, Action next, Action branch) {
            super(name, next);
            this.branch = branch;
        }

        @Override
        void perform(io.gatling.core.session.Session session) {
            branch.$bang(session);
            goOn(session);
        }
    }

    private static final class Await extends UserAction {
        private final Duration limit;
        private final Function<Session, ? extends CompletionStage<?>> stage;

        Await(String name, Action next, Duration limit, Function<Session, ? extends CompletionStage<?>> stage) {
            super(name, next);
            this.limit = limit;
            this.stage = stage;
        }

        @Override
        void perform(io.gatling.core.session.Session session) {
            var awaited = stage.apply(new Session(session)).toCompletableFuture();
            if (awaited.isDone()) {
                goOn(session);
                return;
            }
            var resumed = new AtomicBoolean();
            ScheduledFuture<?> timer = limit.isZero() ? null : scheduleResume(session, resumed);
            var unused = awaited.whenComplete((value, error) -> {
                if (resumed.compareAndSet(false, true)) {
                    if (timer != null) {
                        timer.cancel(false);
                    }
                    goOnLater(session);
                }
            });
        }

        private ScheduledFuture<?> scheduleResume(io.gatling.core.session.Session session, AtomicBoolean resumed) {
            return session.eventLoop()
                    .schedule(
                            () -> {
                                if (resumed.compareAndSet(false, true)) {
                                    goOn(session);
                                }
                            },
                            limit.toNanos(),
                            TimeUnit.NANOSECONDS);
        }
    }
}
