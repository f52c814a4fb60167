package dev.llmemulator.load.run;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.llmemulator.load.measure.ClockFilter;
import dev.llmemulator.load.measure.ClockOffset;
import dev.llmemulator.load.measure.EpochClock;
import dev.llmemulator.load.measure.ServerClock;
import dev.llmemulator.load.watch.Daemons;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks the emulators for their time during a run, by {@code GET /health}: a few times in a row at first, then every
 * second. Behind a load balancer, each reply may come from another emulator, so each emulator has an offset of its own.
 */
public final class ClockWatch implements ServerClock, AutoCloseable {
    private static final int FIRST_REQUESTS = 16;
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final HttpRequest request;
    private final EpochClock clock;
    private final Map<String, ClockFilter> filters = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer = Daemons.timer("clock watch");
    private volatile String trouble = "no emulator was asked for its time";

    private ClockWatch(URI httpUrl, EpochClock clock) {
        request = HttpRequest.newBuilder(httpUrl.resolve("/health"))
                .timeout(TIMEOUT)
                .build();
        this.clock = clock;
    }

    /** Starts a watch, and returns after its first requests. */
    public static ClockWatch start(URI httpUrl, EpochClock clock) {
        var watch = new ClockWatch(httpUrl, clock);
        for (var i = 0; i < FIRST_REQUESTS && watch.ask(); i++) {}
        var unused = watch.timer.scheduleWithFixedDelay(watch::ask, 1, 1, TimeUnit.SECONDS);
        return watch;
    }

    /** Asks once, and returns whether the reply told the time. */
    private boolean ask() {
        try {
            var askedUs = clock.nowUs();
            var reply = client.send(request, HttpResponse.BodyHandlers.ofString());
            var repliedUs = clock.nowUs();
            var health = JSON.readTree(reply.body());
            var instance = health.path("instance").asText("");
            var now = health.path("now");
            if (instance.isEmpty() || !now.isIntegralNumber()) {
                trouble = "the emulator's /health does not tell its time";
                return false;
            }
            filters.computeIfAbsent(instance, any -> new ClockFilter()).add(askedUs, repliedUs, now.longValue());
            trouble = "";
            return true;
        } catch (IOException e) {
            if (filters.isEmpty()) {
                trouble = "the emulator's /health could not be read: " + e;
            }
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public boolean isOurs() {
        return false;
    }

    @Override
    public @Nullable ClockOffset offset(String instance) {
        var filter = filters.get(instance);
        return filter == null ? null : filter.best(clock.nowUs());
    }

    @Override
    public Map<String, ClockOffset> offsets() {
        var offsets = new TreeMap<String, ClockOffset>();
        filters.keySet().forEach(instance -> {
            var best = offset(instance);
            if (best != null) {
                offsets.put(instance, best);
            }
        });
        return offsets;
    }

    @Override
    public String trouble() {
        return trouble;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
