package dev.llmemulator.load.outlets;

import dev.llmemulator.load.report.LiveView;
import dev.llmemulator.load.settings.Outlets.Listen;
import dev.llmemulator.load.watch.Daemons;
import io.javalin.http.Context;
import io.javalin.http.ServiceUnavailableResponse;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the page of the summary while its run goes on, and sends it the state of the run each second. The state is made
 * once for all browsers, and not at all while none looks. A browser that reads too slowly misses states and delays nobody.
 */
public final class LivePage implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LivePage.class);
    private static final int MOST_BROWSERS = 8;
    private static final long LAST_STATE_LIMIT_MS = 2_000;

    private final ScheduledExecutorService timer = Daemons.timer("live page");
    private final DoubleFunction<String> run;
    private final LongAdder cpuNs = new LongAdder();
    private final long startNs = System.nanoTime();
    private final SmallServer server;
    private State state = new State("", 0, false);
    private int browsers;

    private record State(String json, long number, boolean isLast) {}

    private LivePage(Listen listen, DoubleFunction<String> run) {
        this.run = run;
        server = SmallServer.start("-Dlive", listen, MOST_BROWSERS + 2, routes -> {
            routes.before(ctx -> ctx.header("Cache-Control", "no-store").header("X-Content-Type-Options", "nosniff"));
            routes.get("/", ctx -> counted(() -> ctx.html(LiveView.page(now())).header("X-Frame-Options", "DENY")));
            routes.get(
                    "/summary.json",
                    ctx -> counted(() -> ctx.contentType("application/json").result(now())));
            routes.get("/states", this::sendStates);
        });
        var unused = timer.scheduleAtFixedRate(this::look, 1, 1, TimeUnit.SECONDS);
    }

    /**
     * Starts to serve a run.
     *
     * @param run its state as {@link LiveView} tells it, given the milliseconds of CPU time that this page takes a second
     * @throws dev.llmemulator.settings.InvalidSettingException if it cannot listen there
     */
    public static LivePage start(Listen listen, DoubleFunction<String> run) {
        return new LivePage(listen, run);
    }

    public URI url() {
        return server.url("/");
    }

    private void look() {
        counted(() -> {
            try {
                if (isWatched()) {
                    show(stateNow(), false);
                }
            } catch (RuntimeException e) {
                LOG.warn("The live page could not be brought up to date.", e);
            }
        });
    }

    /** Does some of this page's work, and adds the CPU time that it takes to what the page tells of itself. */
    private void counted(Runnable work) {
        var beganNs = ownCpuNs();
        try {
            work.run();
        } finally {
            cpuNs.add(ownCpuNs() - beganNs);
        }
    }

    private String stateNow() {
        var seconds = Math.max(1, (System.nanoTime() - startNs) / 1e9);
        return run.apply(cpuNs.sum() / 1e6 / seconds);
    }

    private static long ownCpuNs() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private synchronized boolean isWatched() {
        return browsers > 0;
    }

    private synchronized void show(String json, boolean isLast) {
        if (!state.isLast) {
            state = new State(json, state.number + 1, isLast);
            notifyAll();
        }
    }

    private String now() {
        synchronized (this) {
            if (state.isLast) {
                return state.json;
            }
        }
        return stateNow();
    }

    // Holds a thread of the server's for each browser, so that writing may wait for that browser alone.
    private void sendStates(Context ctx) throws InterruptedException {
        enter();
        try {
            ctx.res().setContentType("text/event-stream;charset=utf-8");
            var out = ctx.res().getOutputStream();
            out.flush();
            var shown = new State("", 0, false);
            while (!shown.isLast) {
                shown = next(shown.number);
                var beganNs = ownCpuNs();
                out.write(("data: " + shown.json + "\n\n").getBytes(StandardCharsets.UTF_8));
                out.flush();
                cpuNs.add(ownCpuNs() - beganNs);
            }
        } catch (IOException e) {
            LOG.debug("A browser has gone. [reason={}]", e.toString());
        } finally {
            leave();
        }
    }

    private synchronized void enter() {
        if (browsers == MOST_BROWSERS) {
            throw new ServiceUnavailableResponse(MOST_BROWSERS + " browsers look already");
        }
        browsers++;
    }

    private synchronized void leave() {
        browsers--;
        notifyAll();
    }

    private synchronized State next(long after) throws InterruptedException {
        while (state.number <= after) {
            wait();
        }
        return state;
    }

    /** Shows the last state of the run, gives browsers a moment to get it, and stops. */
    public void end(String last) {
        timer.shutdownNow();
        show(last, true);
        var endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LAST_STATE_LIMIT_MS);
        try {
            synchronized (this) {
                var leftMs = LAST_STATE_LIMIT_MS;
                while (browsers > 0 && leftMs > 0) {
                    wait(leftMs);
                    leftMs = TimeUnit.NANOSECONDS.toMillis(endNs - System.nanoTime());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        close();
    }

    @Override
    public void close() {
        timer.shutdownNow();
        server.close();
    }
}
