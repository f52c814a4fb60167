package dev.llmemulator.load.parts;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.llmemulator.Waiting;
import dev.llmemulator.load.measure.EpochClock;
import dev.llmemulator.load.settings.LoadSettings;
import dev.llmemulator.load.settings.Trust;
import dev.llmemulator.load.settings.WatchTargets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The watch against parts that reply, refuse, are silent, or are not there. */
class PartsWatchTest {
    private static final String CENTRIFUGO = "centrifugo_node_num_clients %d\nprocess_cpu_seconds_total %d\n";

    // On a machine that is busy, a page can take a second.
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final EpochClock clock = new EpochClock();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicInteger asked = new AtomicInteger();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        page("/fine", 200, () -> CENTRIFUGO.formatted(asked.get(), asked.incrementAndGet()));
        page("/broken", 200, () -> "<html>no metrics</html>");
        page("/gone", 404, () -> "");
        page("/secret", 401, () -> "");
        server.createContext("/silent", exchange -> {
            try {
                ended.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });
        page("/emulator/health", 200, () -> """
                {"status":"ok","answers":7,"published":%d,"lag_ms":12,"linger_ms":3}""".formatted(asked.get()));
        server.start();
    }

    @AfterEach
    void stop() {
        ended.countDown();
        server.stop(0);
    }

    @Test
    void report_partsThatReplyAndPartsThatDoNot_tellsOfTheOnesAndWhyNotOfTheOthers() {
        var tokens = new AtomicLong();
        var report = watch(
                "centrifugo=URL/fine,centrifugo=URL/broken,centrifugo=URL/gone,haproxy=URL/secret,haproxy=URL/fine,"
                        + "haproxy=URL/silent,haproxy=http://127.0.0.1:1,emulator=URL/emulator,redis=redis://:top-secret@127.0.0.1:1",
                3,
                tokens);

        assertThat(report.isWatched()).isTrue();
        assertThat(report.parts()).extracting(PartReport::name).contains("centrifugo1", "emulator", "load_test");
        assertThat(report.parts().get(0).increase(PartFigure.CPU_SECONDS)).isGreaterThanOrEqualTo(2);
        assertThat(report.parts().get(0).points(PartFigure.CONNECTIONS)).hasSizeGreaterThanOrEqualTo(3);
        var emulator = report.parts().stream()
                .filter(part -> part.kind() == PartKind.EMULATOR)
                .findFirst()
                .orElseThrow();
        assertThat(emulator.gauge(PartFigure.PLACES))
                .isNotNull()
                .extracting(PartReport.Gauge::last)
                .isEqualTo(7.0);
        assertThat(emulator.limit(PartFigure.LINGER_SECONDS)).isEqualTo(0.003);
        assertThat(report.tokens()).isPositive();

        var url = url();
        assertThat(report.notWatched())
                .extracting(each -> each.name() + " -- " + each.reason())
                .contains(
                        "centrifugo2 -- " + url + "/broken: line 1 of its page is no metric",
                        "centrifugo3 -- " + url + "/gone: its page gives status 404",
                        "haproxy1 -- " + url + "/secret: its page gives status 401",
                        "haproxy2 -- " + url + "/fine: its page has no metrics of HAProxy",
                        "haproxy3 -- " + url + "/silent: no reply in time",
                        "haproxy4 -- http://127.0.0.1:1/metrics: connection refused")
                .anyMatch(each -> each.matches("redis -- redis://127.0.0.1:1: .*refused.*"))
                .noneMatch(each -> each.contains("top-secret"));
        assertThat(report.notWatched())
                .allSatisfy(each -> assertThat(each.how()).isNotBlank());
    }

    @Test
    void readings_ofOneRound_areSpreadOverTheSecond() {
        var parts = watch("centrifugo=URL/fine,centrifugo=URL/fine", 3, new AtomicLong())
                .parts();
        var first = parts.get(0).points(PartFigure.CONNECTIONS).get(1).atUs();
        var second = parts.get(1).points(PartFigure.CONNECTIONS).get(1).atUs();
        assertThat(second - first).as("three parts in 0.8 s").isGreaterThan(200_000);
    }

    @Test
    void report_nothingToWatch_isNone() {
        try (var watch = PartsWatch.start(settings("none"), Trust.USUAL, clock, () -> 0)) {
            assertThat(watch.report().isWatched()).isFalse();
        }
    }

    private PartsReport watch(String parts, int readings, AtomicLong tokens) {
        var watch = PartsWatch.start(
                settings(parts.replace("URL", url())), Trust.USUAL, clock, () -> tokens.addAndGet(100), TIMEOUT);
        try (watch) {
            Waiting.until(
                    "some readings",
                    Duration.ofMinutes(1),
                    () -> watch.report().parts().stream()
                            .anyMatch(
                                    part -> part.points(PartFigure.CONNECTIONS).size() >= readings));
        }
        return watch.report();
    }

    private static WatchTargets settings(String parts) {
        return LoadSettings.from(Map.of("watch", parts), Map.of(), Map.of()).watch();
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void page(String path, int status, Supplier<String> text) {
        server.createContext(path, exchange -> {
            var body = text.get().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }
}
