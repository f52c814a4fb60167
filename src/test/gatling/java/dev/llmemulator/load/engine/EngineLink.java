package dev.llmemulator.load.engine;

import dev.llmemulator.load.measure.Rows;
import io.gatling.commons.stats.KO$;
import io.gatling.commons.stats.OK$;
import io.gatling.commons.stats.Status;
import io.gatling.core.CoreComponents;
import io.gatling.core.controller.Controller$Command$StopLoadGenerator;
import io.gatling.core.session.Session;
import io.gatling.javaapi.core.ActionBuilder;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.collection.immutable.List$;

/**
 * Writes rows of our own into Gatling's report, and stops the run. It is linked to the engine when a scenario is built.
 *
 * <p>Why not the public API: its {@code dummy(...)} writes a row only by really waiting, and only for a time that
 * begins now; spans such as TTFT begin in the past. Nothing in it ends a run early and still makes a report.
 */
public final class EngineLink implements Rows {
    private final CompletableFuture<List<EventLoop>> eventLoops = new CompletableFuture<>();
    private final CompletableFuture<CoreComponents> begun = new CompletableFuture<>();
    private volatile @Nullable CoreComponents core;

    /** A step that takes a user to one of {@link #eventLoops}. Building it links this to the engine. */
    public ActionBuilder link() {
        return () -> (context, next) -> {
            var linked = context.coreComponents();
            var loops =
                    new UserLoops(linked.eventLoopGroup(), Runtime.getRuntime().availableProcessors());
            core = linked;
            eventLoops.complete(loops.list());
            return new UserAction("link", loops.moveIn(next)) {
                @Override
                void perform(Session session) {
                    begun.complete(linked);
                    goOn(session);
                }
            };
        };
    }

    /** The event loops on which the users live; completes when the first scenario is built. */
    public CompletionStage<List<EventLoop>> eventLoops() {
        return eventLoops;
    }

    /**
     * Ends the run early, with a report of what was measured; one that has not begun ends when its first user comes.
     * Does nothing if the run is over.
     */
    public void stop(String reason) {
        // Gatling's controller dies of a stop that reaches it before its start, and then nothing ends the run.
        var unused = begun.thenAccept(
                linked -> linked.controller().$bang(new Controller$Command$StopLoadGenerator(reason, false)));
    }

    @Override
    public void passed(String scenario, String name, long startMs, long endMs) {
        log(scenario, name, startMs, endMs, OK$.MODULE$, Option.empty());
    }

    @Override
    public void failed(String scenario, String name, long startMs, long endMs, String reason) {
        log(scenario, name, startMs, endMs, KO$.MODULE$, Option.apply(reason));
    }

    private void log(String scenario, String name, long startMs, long endMs, Status status, Option<String> reason) {
        var linked = core;
        if (linked != null) {
            linked.statsEngine()
                    .logResponse(scenario, List$.MODULE$.empty(), name, startMs, endMs, status, Option.empty(), reason);
        }
    }
}
