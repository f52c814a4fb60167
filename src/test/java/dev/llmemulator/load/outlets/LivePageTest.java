package dev.llmemulator.load.outlets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.load.settings.Outlets;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The server of the live page; LivePageIT opens the page in a browser. */
@Timeout(60)
class LivePageTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration LONGEST_END = Duration.ofSeconds(20);

    /** More than the buffers on the way of a connection hold. */
    private static final String LONG = " ".repeat(6_000_000);

    private static final long BUSY_MS = 200;

    private final AtomicInteger made = new AtomicInteger();

    @AutoClose
    private final LivePage page =
            LivePage.start(new Outlets.Listen("127.0.0.1", 0), cpuMs -> made.incrementAndGet() + LONG);

    private HttpResponse<Stream<String>> states() throws Exception {
        return HTTP.send(HttpRequest.newBuilder(page.url().resolve("/states")).build(), BodyHandlers.ofLines());
    }

    private static String state(String line) {
        return line.replaceFirst("data: ", "").strip();
    }

    private Socket send(String host) throws Exception {
        var socket = new Socket();
        socket.setReceiveBufferSize(1024);
        socket.connect(new InetSocketAddress(
                InetAddress.getLoopbackAddress(), page.url().getPort()));
        socket.setSoTimeout(20_000);
        socket.getOutputStream()
                .write("GET /states HTTP/1.1\r\nHost: %s\r\n\r\n"
                        .formatted(host)
                        .getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    @Test
    void states_besideAReaderThatDoesNotRead_comeOneAfterTheOtherUntilTheLast() throws Exception {
        try (var deaf = send("localhost")) {
            assertThat(deaf.getInputStream().read()).as("it is being served").isPositive();
            var lines = states().body().filter(line -> !line.isEmpty()).iterator();
            assertThat(List.of(state(lines.next()), state(lines.next()), state(lines.next())))
                    .doesNotHaveDuplicates();

            var startNs = System.nanoTime();
            page.end("the last");
            assertThat(Duration.ofNanos(System.nanoTime() - startNs))
                    .as("the end of the run, which the deaf reader may delay a little")
                    .isLessThan(LONGEST_END);
            var left = new ArrayList<String>();
            lines.forEachRemaining(line -> left.add(state(line)));
            assertThat(left.get(left.size() - 1)).isEqualTo("the last");
        }
    }

    @Test
    void states_ofMoreBrowsersThanMayLook_areRefused() throws Exception {
        var open = new ArrayList<Socket>();
        try {
            for (var i = 0; i < 8; i++) {
                open.add(send("localhost"));
                assertThat(open.get(i).getInputStream().read()).isPositive();
            }
            assertThat(states().statusCode()).isEqualTo(503);
        } finally {
            for (var socket : open) {
                socket.close();
            }
        }
    }

    @Test
    void cpuTime_ofPagesAndStatesThatAreAskedFor_isCounted() throws Exception {
        var told = new ConcurrentLinkedQueue<Double>();
        try (var busy = LivePage.start(new Outlets.Listen("127.0.0.1", 0), cpuMs -> {
            told.add(cpuMs);
            var endNs = cpuNs() + TimeUnit.MILLISECONDS.toNanos(BUSY_MS);
            while (cpuNs() < endNs) {
                Thread.onSpinWait();
            }
            return "{}";
        })) {
            var startNs = System.nanoTime();
            for (var path : List.of("/", "/summary.json", "/summary.json")) {
                HTTP.send(HttpRequest.newBuilder(busy.url().resolve(path)).build(), BodyHandlers.ofString());
            }
            var seconds = Math.max(1, (System.nanoTime() - startNs) / 1e9);
            assertThat(told.poll())
                    .as("before the first one, milliseconds a second")
                    .isLessThan(BUSY_MS);
            assertThat(told.poll()).as("with that of /").isGreaterThanOrEqualTo(BUSY_MS / (seconds + 1));
            assertThat(told.poll())
                    .as("with that of /summary.json")
                    .isGreaterThanOrEqualTo(2 * BUSY_MS / (seconds + 1));
        }
    }

    private static long cpuNs() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    @Test
    void states_underTheNameOfAnotherSite_areRefused() throws Exception {
        try (var socket = send("evil.example:80")) {
            assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.UTF_8))
                    .isEqualTo("HTTP/1.1 403");
        }
    }

    @Test
    void page_policy_letsItAskItsOwnServerAlone() throws Exception {
        var reply = HTTP.send(
                HttpRequest.newBuilder(URI.create(page.url() + "summary.json")).build(), BodyHandlers.ofString());
        assertThat(state(reply.body())).isEqualTo("1");
        var html = HTTP.send(HttpRequest.newBuilder(page.url()).build(), BodyHandlers.ofString());
        assertThat(html.body())
                .containsPattern(
                        "content=\"default-src 'none'; img-src data:; style-src '[^']+'; script-src '[^']+' '[^']+'; connect-src 'self'\"");
        assertThat(html.headers().firstValue("X-Frame-Options")).contains("DENY");
    }
}
