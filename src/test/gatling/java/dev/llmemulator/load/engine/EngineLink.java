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

/**
 * Writes rows of our own into Gatling's report, and stops the run. It is linked to the engine when a scenario is built.
 *
 * <p>Why not the public API: its {@code dummy(...)} writes a row only by really waiting, and only for a time that begins now; spans such
 * as TTFT begin in the past. Nothing in it ends a run early and still makes a report.
 */
public final class EngineLink implements Rows {
    private static final scala.collection.immutable.List<String> NO_GROUPS = List$.MODULE$.empty();
    private static final Option<String> NONE = Option.empty();

    private final AtomicReference<@Nullable CoreComponents> core = new AtomicReference<>();
    private final CompletableFuture<List<EventLoop>> eventLoops = new CompletableFuture<>();

    /** A step that takes a user to one of {@link #eventLoops}. Building it links this to the engine. */
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

    /** The event loops on which the users live; completes when the first scenario is built. */
    public CompletionStage<List<EventLoop>> eventLoops() {
        return eventLoops;
    }

    /** Ends the run early, with a report of what was measured. Does nothing if the run has not begun or is over. */
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
