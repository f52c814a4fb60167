package dev.llmemulator.load.engine;

import io.gatling.core.action.Action;
import io.gatling.core.structure.ScenarioContext;
import io.gatling.javaapi.core.ActionBuilder;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Steps that Gatling's language lacks.
 *
 * <p>Why not the public API: a user can wait for an event only by polling, {@code asLongAs(...).on(pause(10))}, which
 * wakes 9,000 waiting users 900,000 times a second; and it can do only one thing at a time, so it could not lose its
 * connection while its request waits.
 */
public final class Steps {
    private Steps() {}

    /**
     * The user waits until an event has come, in whatever way, or the limit is reached. Nothing polls and no thread
     * waits: completing the event resumes the user on its event loop.
     */
    public static ActionBuilder await(
            String name, Duration limit, Function<Session, ? extends CompletableFuture<?>> event) {
        return awaitAtMost(name, limit, event);
    }

    /** The same without a limit, for an event that is sure to come. */
    public static ActionBuilder await(String name, Function<Session, ? extends CompletableFuture<?>> event) {
        return awaitAtMost(name, null, event);
    }

    private static ActionBuilder awaitAtMost(
            String name, @Nullable Duration limit, Function<Session, ? extends CompletableFuture<?>> event) {
        return () -> (context, next) -> new UserAction(name, next) {
            @Override
            void perform(io.gatling.core.session.Session session) {
                var awaited = event.apply(new Session(session));
                if (awaited.isDone()) {
                    goOn(session);
                    return;
                }
                // On the user's own event loop: a timer shared by all would cost a lock. It either runs or is
                // cancelled.
                var timer = limit == null
                        ? null
                        : session.eventLoop().schedule(() -> goOn(session), limit.toNanos(), TimeUnit.NANOSECONDS);
                var unused = awaited.whenComplete((value, error) -> {
                    if (timer == null || timer.cancel(false)) {
                        goOnLater(session);
                    }
                });
            }
        };
    }

    /** No step: a chain where there is nothing to do. */
    public static ActionBuilder none() {
        return () -> (context, next) -> next;
    }

    /** A chain that is made when its run begins, from what is known only then. */
    public static ActionBuilder later(Supplier<ChainBuilder> chain) {
        return () -> (context, next) -> chain.get().wrapped.build(context, next);
    }

    /** The user does a chain beside the steps that follow. What the chain puts into its session stays there. */
    public static ActionBuilder beside(String name, ChainBuilder chain) {
        return () -> (context, next) -> {
            var branch = start(chain, context);
            return new UserAction(name, next) {
                @Override
                void perform(io.gatling.core.session.Session session) {
                    branch.$bang(session);
                    goOn(session);
                }
            };
        };
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
}
