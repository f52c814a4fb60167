package dev.llmemulator.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.load.engine.Steps;
import dev.llmemulator.load.measure.Ending;
import dev.llmemulator.load.measure.EpochClock;
import dev.llmemulator.load.measure.Interval;
import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.measure.ServerClock;
import dev.llmemulator.load.measure.UserGroup;
import dev.llmemulator.load.protocol.Endpoints;
import dev.llmemulator.load.scenarios.JourneyRun;
import dev.llmemulator.load.scenarios.ProfileBackend;
import dev.llmemulator.load.scenarios.ReadSlowly;
import dev.llmemulator.load.scenarios.WatchAnswer;
import dev.llmemulator.load.truth.RowCount;
import dev.llmemulator.needs.Needs;
import dev.llmemulator.needs.Program;
import io.gatling.javaapi.core.CoreDsl;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A reader who is slower than what is published, until the real Centrifugo closes the connection for that. */
@Timeout(180)
@Needs(Program.DOCKER)
class SlowReaderIT {
    private static final int MB = 1 << 20;

    private static final int QUEUE = MB;
    // The kernels' buffers take megabytes before the queue grows.
    private static final long MOST_PUBLISHED = 200L * MB;
    private static final int PUBLICATION = 4_000;
    private static final int AT_ONCE = 20;
    // Fast enough to make room for the close frame in the second that Centrifugo waits for that.
    private static final int READ_RATE = 3 * MB;

    private static final String METRICS = "/metrics";
    private static final Pattern CLOSED_AS_SLOW =
            Pattern.compile("(?m)^centrifugo_client_num_server_disconnects\\{code=\"3008\"} (\\S+)");
    private static final Pattern MEMORY = Pattern.compile("(?m)^process_resident_memory_bytes (\\S+)");

    private static ContractApi api;
    private static ServerUnderTest centrifugo;

    private final CompletableFuture<Void> flooding = new CompletableFuture<>();
    private final AtomicLong published = new AtomicLong();

    @TempDir
    private Path folder = Path.of("");

    @BeforeAll
    static void start() throws IOException {
        // What forwards a port would read for the slow reader.
        centrifugo = CentrifugoContainer.startAlone(Map.of(
                "CENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET_KEY",
                Contract.TOKEN_HMAC_SECRET,
                "CENTRIFUGO_CLIENT_QUEUE_MAX_SIZE",
                String.valueOf(QUEUE),
                // Far less than the slow reader misses.
                "CENTRIFUGO_CHANNEL_NAMESPACES_SESSION_HISTORY_SIZE",
                "50"));
        api = new ContractApi(centrifugo.apiUrl(), Contract.API_KEY);
    }

    @AfterAll
    static void stop() {
        centrifugo.close();
    }

    @Test
    void flood_readTooSlowly_isClosedWith3008_andTheOthersGoOn() throws Exception {
        var slow = new UserGroup();
        var others = new UserGroup();
        var clock = new EpochClock();
        others.begin(clock.nowUs());
        var before = metric(MEMORY);
        try (var backend =
                new ProfileBackend((channel, data) -> api.publish(channel, data, ""), Map.of("/chat", this::answer))) {
            var run = new JourneyRun(clock, () -> ServerClock.OURS, new RowCount());
            var figures = run.take(
                    Map.of(
                            "profile",
                            profile(backend.url()),
                            "clients",
                            "1",
                            "cycles",
                            "1",
                            "length",
                            "300",
                            "answerTimeout",
                            "120"),
                    () -> new Endpoints(backend.url(), centrifugo.webSocketUrl(), Contract.TOKEN_HMAC_SECRET),
                    List.of(
                            context -> new ReadSlowly(
                                            context.of(slow),
                                            CompletableFuture.completedFuture(null),
                                            READ_RATE,
                                            Duration.ofSeconds(100))
                                    .answers(),
                            context -> CoreDsl.exec(Steps.await("until the slow one has asked", session -> flooding))
                                    .exec(new WatchAnswer(context.of(others)).answers())));

            assertThat(slow.events().keySet())
                    .contains("lost: closed by the server with 3008 slow; a client may come back");
            assertThat(slow.cutOffUs().getTotalCount()).isEqualTo(1);
            // What the server threw away cannot be recovered here, and the reader is told so.
            assertThat(figures.errors()).containsOnly(Map.entry("recovery refused by the server", 1L));
            assertThat(run.endings().count(Ending.WHOLE)).isEqualTo(1);
            assertThat(run.endings().count(Ending.SILENT)).isZero();
        }
        assertThat(metric(CLOSED_AS_SLOW)).isPositive();
        assertThat(published.get()).isBetween((long) QUEUE, MOST_PUBLISHED - 1);
        assertThat(metric(MEMORY) - before).isLessThan(64 * MB);

        var felt = Interval.sum(others.overTime().intervals()).values(Metric.INTER_TOKEN_LATENCY);
        assertThat(Objects.requireNonNull(felt).count()).isGreaterThanOrEqualTo(299);
        assertThat(Objects.requireNonNull(felt.percentile(500))).isLessThan(100);
        assertThat(felt.max()).isLessThan(2_000);
    }

    /** The first who asks gets far more than it reads, and the other a word every 20 ms meanwhile. */
    private void answer(ProfileBackend.Request request) throws IOException, InterruptedException {
        var channel = request.body.path("channel").asText();
        if (flooding.complete(null)) {
            flood(channel);
        } else {
            for (var piece : request.pieces(request.body.path("message").asText())) {
                request.publish(channel, Map.of("delta", piece));
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
        request.publish(channel, Map.of("done", true));
        request.reply(200, Map.of());
    }

    private void flood(String channel) {
        var closed = metric(CLOSED_AS_SLOW);
        var command = ContractApi.publishCommand(channel, "{\"delta\":\"" + "x".repeat(PUBLICATION) + "\"}");
        var commands = Collections.nCopies(AT_ONCE, command);
        while (metric(CLOSED_AS_SLOW) == closed && published.get() < MOST_PUBLISHED) {
            api.batch(false, commands);
            published.addAndGet(AT_ONCE * PUBLICATION);
        }
    }

    private static double metric(Pattern name) {
        var found = name.matcher(api.get(METRICS).body());
        return found.find() ? Double.parseDouble(found.group(1)) : 0;
    }

    private String profile(URI backend) throws IOException {
        Files.writeString(folder.resolve("secret"), Contract.TOKEN_HMAC_SECRET);
        return Files.writeString(folder.resolve("backend.conf"), """
                http_url = "%s"
                ws_url = "%s"
                channel = "session:#{session}"
                tokens {
                  connection { signed { key_file = secret, claims { sub = "#{user}" } } }
                  subscription { signed { key_file = secret } }
                }
                ask { path = "/chat", body { channel = "#{channel}", message = "#{question}" } }
                publications { text = "/delta", end { pointer = "/done", equals = true } }
                """.formatted(backend, centrifugo.webSocketUrl()))
                .toString();
    }
}
