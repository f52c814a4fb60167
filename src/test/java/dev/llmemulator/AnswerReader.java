package dev.llmemulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.load.client.Anomaly;
import dev.llmemulator.load.client.Commands;
import dev.llmemulator.load.client.FrameListener;
import dev.llmemulator.load.client.FrameReader;
import dev.llmemulator.load.client.HttpReply;
import dev.llmemulator.load.client.Stamps;
import dev.llmemulator.load.client.StreamRecord;
import dev.llmemulator.load.client.UserJwts;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.jspecify.annotations.Nullable;

/**
 * A browser that reads one session's channel and keeps what it gets, in order. Like the official clients, it connects
 * again when its connection breaks, and asks for what it missed since its last offset.
 */
public final class AnswerReader implements AutoCloseable {
    /** Can hold a thousand WebSockets at a time. */
    public static final OkHttpClient HTTP = client();

    private static final long RECONNECT_PAUSE_MS = 100;
    private static final int FIRST_TERMINAL_CODE = 3500;

    public record Token(int index, String text, Stamps stamps) {}

    /** What ended the answer: {@code done}, or {@code error} with an empty sha256. */
    public record Ending(String type, int tokens, String sha256) {}

    private final URI webSocketUrl;
    private final String channel;
    private final String connectionJwt;
    private final String subscriptionJwt;
    private final CompletableFuture<Boolean> subscribed = new CompletableFuture<>();
    private final CompletableFuture<String> refusal = new CompletableFuture<>();
    private final CompletableFuture<Ending> marker = new CompletableFuture<>();
    private final List<Token> tokens = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile boolean closed;
    private volatile boolean toldOfLoss;
    private volatile @Nullable WebSocket socket;
    private final String answer;
    private final StreamRecord record;
    private final AtomicInteger otherAnswers = new AtomicInteger();
    private long lastOffset;
    private String epoch = "";

    private AnswerReader(
            URI webSocketUrl, String channel, String answer, String connectionJwt, String subscriptionJwt) {
        this.answer = answer;
        record = new StreamRecord(channel);
        this.webSocketUrl = webSocketUrl;
        this.channel = channel;
        this.connectionJwt = connectionJwt;
        this.subscriptionJwt = subscriptionJwt;
    }

    /** Connects and subscribes; the reader gets every publication after this. */
    public static AnswerReader of(URI webSocketUrl, String hmacSecret, String sessionId) {
        return of(webSocketUrl, hmacSecret, sessionId, "");
    }

    /** The same, of one answer alone; it counts the publications of others. */
    public static AnswerReader of(URI webSocketUrl, String hmacSecret, String sessionId, String answer) {
        var channel = "session:" + sessionId;
        var jwts = new UserJwts(hmacSecret);
        var reader = new AnswerReader(
                webSocketUrl, channel, answer, jwts.forConnection("reader"), jwts.forSubscription("reader", channel));
        reader.connect();
        assertThat(reader.subscribed).as("subscribed to " + channel).succeedsWithin(Duration.ofSeconds(10));
        return reader;
    }

    /** Tries to connect and subscribe with any JWTs. */
    public static AnswerReader withJwts(
            URI webSocketUrl, String channel, String connectionJwt, String subscriptionJwt) {
        var reader = new AnswerReader(webSocketUrl, channel, "", connectionJwt, subscriptionJwt);
        reader.connect();
        return reader;
    }

    /** Waits for the publication that ends the answer. */
    public Ending awaitMarker() {
        assertThat(marker).as("marker on " + channel).succeedsWithin(Duration.ofSeconds(30));
        return marker.join();
    }

    /** Waits until the server refuses this reader; code and reason of an error or of a close. */
    public String awaitRefusal() {
        assertThat(refusal).as("refusal of " + channel).succeedsWithin(Duration.ofSeconds(10));
        return refusal.join();
    }

    public boolean hasMarker() {
        return marker.isDone();
    }

    public List<Token> tokens() {
        return tokens;
    }

    /** The tokens joined, in the order in which they came. */
    public String text() {
        return tokens.stream().map(Token::text).collect(Collectors.joining());
    }

    /** True if the server said that it could not give everything since the last offset. */
    public boolean wasToldOfLoss() {
        return toldOfLoss;
    }

    public int otherAnswers() {
        return otherAnswers.get();
    }

    /** What the load test would call wrong; needs a reader that was there from the channel's beginning. */
    public List<Anomaly> faults(HttpReply reply) {
        return record.judge(reply);
    }

    public int connections() {
        return connections.get();
    }

    /** Shows that no token is missing, doubled or out of place so far. */
    public void assertNoHole() {
        var seen = List.copyOf(tokens);
        assertThat(seen)
                .as("tokens on " + channel)
                .extracting(Token::index)
                .isEqualTo(IntStream.range(0, seen.size()).boxed().toList());
    }

    /** Breaks the connection as a lost network does. */
    public void loseConnection() {
        var open = socket;
        if (open != null) {
            open.cancel();
        }
    }

    private void connect() {
        var url = webSocketUrl.toString().replaceFirst("^ws", "http");
        socket = HTTP.newWebSocket(new Request.Builder().url(url).build(), new Listener());
    }

    @Override
    public void close() {
        closed = true;
        loseConnection();
    }

    private final class Listener extends WebSocketListener implements FrameListener {
        private final FrameReader frames = new FrameReader(channel, answer, this);
        private @Nullable WebSocket own;

        @Override
        public void onOpen(WebSocket webSocket, Response response) {
            own = webSocket;
            connections.incrementAndGet();
            webSocket.send(Commands.connect(1, connectionJwt));
            subscribe(webSocket);
        }

        private void subscribe(WebSocket webSocket) {
            webSocket.send(
                    subscribed.isDone()
                            ? Commands.recover(2, channel, subscriptionJwt, lastOffset, epoch)
                            : Commands.subscribe(2, channel, subscriptionJwt));
        }

        @Override
        public void onMessage(WebSocket webSocket, String frame) {
            if (frames.read(frame.getBytes(StandardCharsets.UTF_8)).ping()) {
                webSocket.send(Commands.PONG);
            }
        }

        @Override
        public void onRefused(String why) {
            refusal.complete(why);
        }

        @Override
        public void onSubscribed(String nowEpoch, boolean wasRecovering, boolean recovered) {
            toldOfLoss |= subscribed.isDone() && !recovered;
            epoch = nowEpoch;
            subscribed.complete(true);
        }

        @Override
        public void onUnsubscribed(String onChannel, int code, String reason) {
            // The server has lost the state: subscribe again, and be told whether everything can be had.
            if (own != null) {
                subscribe(own);
            }
        }

        @Override
        public void onToken(String onChannel, int index, String text, long offset, Stamps stamps) {
            lastOffset = offset;
            record.token(onChannel, index, text, offset);
            tokens.add(new Token(index, text, stamps));
        }

        @Override
        public void onMarker(String onChannel, int count, String sha256, long offset, Stamps stamps) {
            lastOffset = offset;
            record.marker(onChannel, count, sha256, offset);
            marker.complete(new Ending("done", count, sha256));
        }

        @Override
        public void onErrorMarker(String onChannel, int count, int unacknowledged, String detail, long offset) {
            lastOffset = offset;
            record.errorMarker(onChannel, count, unacknowledged, detail, offset);
            marker.complete(new Ending("error", count, ""));
        }

        @Override
        public void onOther(String onChannel, long offset) {
            lastOffset = offset;
        }

        @Override
        public void onOtherAnswer(long offset) {
            lastOffset = offset;
            record.other(channel, offset);
            otherAnswers.incrementAndGet();
        }

        @Override
        public void onUnreadable(String onChannel, String detail, long offset) {
            marker.complete(new Ending("unreadable: " + detail, 0, ""));
        }

        @Override
        public void onClosing(WebSocket webSocket, int code, String reason) {
            webSocket.close(1000, null);
            if (code >= FIRST_TERMINAL_CODE && code < 4_000) {
                refusal.complete(code + " " + reason);
            } else {
                connectAgain();
            }
        }

        @Override
        public void onFailure(WebSocket webSocket, Throwable failure, @Nullable Response response) {
            connectAgain();
        }

        private void connectAgain() {
            if (!closed) {
                CompletableFuture.delayedExecutor(RECONNECT_PAUSE_MS, TimeUnit.MILLISECONDS)
                        .execute(AnswerReader.this::connect);
            }
        }
    }

    private static OkHttpClient client() {
        // Every open WebSocket counts as one of the dispatcher's calls.
        var dispatcher = new Dispatcher();
        dispatcher.setMaxRequests(1_000);
        dispatcher.setMaxRequestsPerHost(1_000);
        return new OkHttpClient.Builder().dispatcher(dispatcher).build();
    }
}
