package dev.llmemulator.load.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.llmemulator.load.engine.Trouble;
import dev.llmemulator.load.measure.ClockFilter;
import dev.llmemulator.load.measure.ClockOffset;
import dev.llmemulator.load.measure.EpochClock;
import dev.llmemulator.load.measure.ServerClock;
import dev.llmemulator.load.settings.ServerUrl;
import dev.llmemulator.load.settings.Trust;
import dev.llmemulator.load.watch.Daemons;
import dev.llmemulator.load.watch.WebClients;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.EventListener;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Asks the emulators for their time during a run, by {@code GET /health}: a few times in a row at first, then every
 * second. Behind a load balancer, each reply may come from another emulator, so each emulator has an offset of its own.
 *
 * <p>A round trip begins when the request goes out on a connection that is there. Its set-up, with TLS two more round
 * trips, would be taken for the way of the request, and make the offset wrong by half of it. Connections are kept, but a
 * server may close them.
 */
public final class ClockWatch implements ServerClock, AutoCloseable {
    private static final int FIRST_REQUESTS = 16;
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final OkHttpClient client;
    private final Request request;
    private final EpochClock clock;
    private final Map<String, ClockFilter> filters = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer = Daemons.timer("clock watch");
    private volatile String trouble = "no emulator was asked for its time";

    private volatile long askedUs;
    private volatile long repliedUs;

    private ClockWatch(ServerUrl server, Trust trust, EpochClock clock) {
        var asking = new Request.Builder().url(server.url() + "/health");
        if (server.authorization() != null) {
            asking.header("Authorization", server.authorization());
        }
        request = asking.build();
        client = WebClients.of(trust)
                .callTimeout(TIMEOUT)
                .eventListener(new RoundTrip())
                .build();
        this.clock = clock;
    }

    /** Notes when the request leaves and when the reply comes, again if it is repeated because a kept connection was closed. */
    private final class RoundTrip extends EventListener {
        @Override
        public void connectionAcquired(Call call, Connection connection) {
            try {
                // Nagle's algorithm would hold the request until the end of the handshake is acknowledged.
                connection.socket().setTcpNoDelay(true);
            } catch (IOException e) {
                // The request will say what is wrong with the connection.
            }
        }

        @Override
        public void requestHeadersStart(Call call) {
            askedUs = clock.nowUs();
        }

        @Override
        public void responseHeadersEnd(Call call, Response response) {
            repliedUs = clock.nowUs();
        }
    }

    /** Starts a watch, and returns after its first requests. */
    public static ClockWatch start(ServerUrl server, Trust trust, EpochClock clock) {
        var watch = new ClockWatch(server, trust, clock);
        for (var i = 0; i < FIRST_REQUESTS && watch.ask(); i++) {}
        var unused = watch.timer.scheduleWithFixedDelay(watch::ask, 1, 1, TimeUnit.SECONDS);
        return watch;
    }

    /** Asks once, and returns whether the reply told the time. */
    private boolean ask() {
        try (var reply = client.newCall(request).execute()) {
            var body = reply.body().string();
            // A server that knew how long the body is had read its clock, so its head is the reply: the body can be
            // late.
            var arrivedUs = reply.body().contentLength() >= 0 ? repliedUs : clock.nowUs();
            if (reply.isRedirect() || reply.code() == 401) {
                trouble = "the emulator's /health gives status " + reply.code()
                        + Trouble.redirection(reply.header("Location", ""));
                return false;
            }
            var health = JSON.readTree(body);
            var instance = health.path("instance").asText("");
            var now = health.path("now");
            if (instance.isEmpty() || !now.isIntegralNumber()) {
                trouble = "the emulator's /health does not tell its time";
                return false;
            }
            filters.computeIfAbsent(instance, any -> new ClockFilter()).add(askedUs, arrivedUs, now.longValue());
            trouble = "";
            return true;
        } catch (JsonProcessingException e) {
            trouble = "the emulator's /health does not tell its time";
            return false;
        } catch (IOException e) {
            if (filters.isEmpty()) {
                trouble = "the emulator's /health could not be read: " + Trouble.of(e);
            }
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
        client.connectionPool().evictAll();
    }
}
