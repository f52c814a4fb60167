package dev.llmemulator.openai;

import static dev.llmemulator.bench.Table.cell;

import dev.llmemulator.access.Access;
import dev.llmemulator.bench.Table;
import dev.llmemulator.centrifugo.CentrifugoSink;
import dev.llmemulator.http.HttpServer;
import dev.llmemulator.http.RequestTracer;
import dev.llmemulator.metrics.Metrics;
import dev.llmemulator.pacing.Outgoing;
import dev.llmemulator.pacing.PacerObserver;
import dev.llmemulator.pacing.PublishException;
import dev.llmemulator.pacing.Sink;
import dev.llmemulator.publication.WireFormat;
import dev.llmemulator.settings.EmulatorSettings;
import dev.llmemulator.stream.AnswerEvent;
import dev.llmemulator.stream.Answers;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Measures how exactly streams of the OpenAI API keep their schedule, as {@link dev.llmemulator.bench.Pacing} does for
 * publications: how late each token is handed to its reply. The clients are in this process, on one thread.
 */
final class StreamPacing {
    private static final long CLIENTS_WITHIN_NS = TimeUnit.SECONDS.toNanos(1);

    private final Histogram late = new ConcurrentHistogram(3);
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
    private long bytes;
    private int most;

    /** Notes how late each event is, then lets it go. */
    private final class Recording implements Sink<OpenReply> {
        private final Sink<OpenReply> sink;

        Recording(Sink<OpenReply> sink) {
            this.sink = sink;
        }

        @Override
        public List<String> nodes() {
            return sink.nodes();
        }

        @Override
        public OpenReply destination(AnswerEvent event) {
            return sink.destination(event);
        }

        @Override
        public @Nullable PublishException[] send(int node, List<Outgoing<OpenReply>> batch) throws PublishException {
            for (var outgoing : batch) {
                var event = outgoing.event(0);
                if (event.type() == AnswerEvent.Type.TOKEN) {
                    late.recordValue(Math.max(0, event.epochMicros(System.nanoTime()) - event.dueMicros()));
                }
                sink.send(node, List.of(outgoing));
            }
            return new @Nullable PublishException[batch.size()];
        }

        @Override
        public void close() {
            sink.close();
        }
    }

    private StreamPacing() {}

    public static void main(String... arguments) throws Exception {
        new StreamPacing().run(1_000, 100, 0.02, 10); // Warms up.
        var table = new Table(
                "streams",
                "token delay",
                "at once",
                "tokens/s",
                "late p50",
                "late p99",
                "late p99.9",
                "late max",
                "CPU per token, both sides");
        table.row(new StreamPacing().run(1, 100, 0.02, 1));
        table.row(new StreamPacing().run(100, 500, 0.02, 2));
        table.row(new StreamPacing().run(1_000, 500, 0.02, 2));
        table.row(new StreamPacing().run(9_000, 60, 1, 20));
        table.print();
    }

    /** Runs so many streams, which begin spread over a time, and returns the cells of their row. */
    private String[] run(int streams, int words, double delay, int beginWithinSeconds) throws Exception {
        var settings = EmulatorSettings.from(Map.of(
                "PORT",
                "0",
                // A machine that is busy with others makes streams late, and none refused.
                "MAX_LAG_SECONDS",
                "60",
                "CENTRIFUGO_HTTP_API_KEY",
                "unused",
                "RESPONSE_LENGTH_WORDS",
                String.valueOf(words),
                "TOKEN_DELAY_SECONDS",
                String.valueOf(delay)));
        try (var metrics = new Metrics("bench", "bench");
                var unused = CentrifugoSink.pacer(settings.publish(), new WireFormat(), PacerObserver.NONE);
                var answers = new Answers(
                        unused,
                        settings.publish().deadline(),
                        settings.http().maxAnswers(),
                        settings.http().maxLag());
                var openAi =
                        OpenAi.start(settings.openAi(), settings.model(), metrics.ofReplies("openai"), Recording::new);
                var http = HttpServer.start(
                        settings.http(),
                        settings.access(),
                        Access.of(settings.access()),
                        settings.model(),
                        answers,
                        List.of(openAi),
                        metrics.ofServer(),
                        RequestTracer.NONE,
                        "bench",
                        "bench")) {
            var cpuBeforeNs = cpuNs();
            var startNs = System.nanoTime();
            readAll(http.port(), streams, CLIENTS_WITHIN_NS * beginWithinSeconds, answers);
            var tookNs = System.nanoTime() - startNs;
            if (late.getTotalCount() != (long) streams * words) {
                throw new IllegalStateException(
                        "%d tokens instead of %d".formatted(late.getTotalCount(), (long) streams * words));
            }
            return new String[] {
                cell("%d", streams),
                cell("%.0f ms", delay * 1_000),
                cell("%d", most),
                cell("%.0f", late.getTotalCount() * 1e9 / tookNs),
                ms(50),
                ms(99),
                ms(99.9),
                ms(100),
                cell("%.1f µs", (cpuNs() - cpuBeforeNs) / 1e3 / late.getTotalCount())
            };
        }
    }

    private static long cpuNs() {
        return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                .getProcessCpuTime();
    }

    private String ms(double percentile) {
        return cell("%.3f ms", late.getValueAtPercentile(percentile) / 1_000.0);
    }

    /** Asks on a connection each, and reads all to its end. */
    private void readAll(int port, int streams, long withinNs, Answers answers) throws IOException {
        var body = "{\"model\":\"any\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
        var request = "POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                + "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s".formatted(body.length(), body);
        var begun = 0;
        var ended = 0;
        var startNs = System.nanoTime();
        try (var selector = Selector.open()) {
            while (ended < streams) {
                while (begun < streams && System.nanoTime() - startNs >= withinNs * begun / streams) {
                    var channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                    channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
                    channel.configureBlocking(false).register(selector, SelectionKey.OP_READ);
                    begun++;
                }
                selector.select(begun < streams ? 1 : 100);
                for (var key : selector.selectedKeys()) {
                    ended += isAtEnd((SocketChannel) key.channel()) ? 1 : 0;
                }
                selector.selectedKeys().clear();
                most = Math.max(most, answers.underWay());
            }
        }
        if (bytes == 0) {
            throw new IllegalStateException("Nothing came");
        }
    }

    private boolean isAtEnd(SocketChannel channel) throws IOException {
        var count = channel.read(buffer.clear());
        bytes += Math.max(0, count);
        if (count > 12) {
            var text = StandardCharsets.US_ASCII.decode(buffer.flip()).toString();
            if (text.startsWith("HTTP/1.1") && !text.startsWith("HTTP/1.1 200")) {
                throw new IllegalStateException(text);
            }
        }
        if (count < 0) {
            channel.close();
        }
        return count < 0;
    }
}
