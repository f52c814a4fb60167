package dev.llmemulator.load.engine;

import dev.llmemulator.load.measure.Rows;
import io.gatling.commons.stats.KO$;
import io.gatling.commons.stats.OK$;
import io.gatling.core.CoreComponents;
import io.gatling.core.controller.Controller$Command$StopLoadGenerator;
import io.gatling.javaapi.core.ActionBuilder;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.collection.immutable.List$;

/** The way from a run's own parts to the running engine: to its report, and to its stop. Linked when a scenario is built. */
public final class EngineLink implements Rows {
    private static final scala.collection.immutable.List<String> NO_GROUPS = List$.MODULE$.empty();
    private static final Option<String> NONE = Option.empty();

    private final AtomicReference<@Nullable CoreComponents> core = new AtomicReference<>();
    private final CompletableFuture<List<EventLoop>> eventLoops = new CompletableFuture<>();

    /** Links this to the engine that a scenario is built for; the step of it takes a user to one of {@link #eventLoops}. */
    public ActionBuilder link() {
        return () -> (context, next) -> {
            var linked = context.coreComponents();
            var loops =
                    new UserLoops(linked.eventLoopGroup(), Runtime.getRuntime().availableProcessors());
            core.set(linked);
            eventLoops.complete(loops.list());
            return loops.moveIn(next);
        };
    }

    /** The event loops on which the users live; comes when the first scenario is linked. */
    public CompletionStage<List<EventLoop>> eventLoops() {
        return eventLoops;
    }

    /** Ends the run early, with a report of what was measured; does nothing if it has not begun or is over. */
    public void stop(String reason) {
        var linked = core.get();
        if (linked != null) {
            linked.controller().$bang(new Controller$Command$StopLoadGenerator(reason, false));
        }
    }

    @Override
    public void passed(String scenario, String name, long startMs, long endMs) {
        var linked = core.get();
        if (linked != null) {
            linked.statsEngine().logResponse(scenario, NO_GROUPS, name, startMs, endMs, OK$.MODULE$, NONE, NONE);
        }
    }

    @Override
    public void failed(String scenario, String name, long startMs, long endMs, String reason) {
        var linked = core.get();
        if (linked != null) {
            linked.statsEngine()
                    .logResponse(scenario, NO_GROUPS, name, startMs, endMs, KO$.MODULE$, NONE, Option.apply(reason));
        }
    }
}
