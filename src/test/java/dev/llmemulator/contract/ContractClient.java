package dev.llmemulator.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.llmemulator.load.client.Commands;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket client that does nothing by itself: it sends what a test tells it to, and keeps what it gets, in order.
 */
final class ContractClient implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int MAX_MESSAGES_IN_FRAME = 16;
    private static final OkHttpClient HTTP =
            new OkHttpClient.Builder().dispatcher(manyAtOnce()).build();

    /** Messages in the order in which they came; a missing node stands for the end of the connection. */
    private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();

    private final Deque<JsonNode> passedOver = new ArrayDeque<>();
    private final CompletableFuture<Close> closed = new CompletableFuture<>();
    private final CompletableFuture<Void> open = new CompletableFuture<>();
    private final WebSocket socket;
    /** Held while a frame is read. */
    private final Semaphore reading = new Semaphore(1);

    private ContractClient(URI url) {
        this.socket = HTTP.newWebSocket(
                new Request.Builder()
                        .url(url.toString().replaceFirst("^ws", "http"))
                        .build(),
                new Listener());
    }

    /**
     * How the connection ended.
     *
     * @param code of the close frame; 1006 when there was none
     */
    record Close(int code, String reason) {}

    /** Opens a WebSocket and says nothing yet. */
    static ContractClient open(URI url) {
        var client = new ContractClient(url);
        assertThat(client.open).as("WebSocket to %s opens", url).succeedsWithin(LIMIT);
        return client;
    }

    /** Opens a WebSocket and connects with command id 1. */
    static ContractClient connect(URI url) {
        return connect(url, Jwts.connection());
    }

    static ContractClient connect(URI url, String jwt) {
        var client = open(url);
        client.send(Commands.connect(1, jwt));
        assertThat(client.awaitReply(1).has("connect")).as("let in").isTrue();
        return client;
    }

    void send(String frame) {
        assertThat(socket.send(frame)).as("frame taken").isTrue();
    }

    /** Sends a command and returns the reply. */
    JsonNode ask(int id, String name, Map<String, ?> request) {
        send(command(id, name, request));
        return awaitReply(id);
    }

    /** Tries to subscribe and returns the reply. */
    JsonNode subscribe(int id, String channel, String jwt) {
        send(Commands.subscribe(id, channel, jwt));
        return awaitReply(id);
    }

    /** Subscribes from now on and returns the result. */
    JsonNode subscribe(int id, String channel) {
        return subscribe(id, channel, Jwts.subscription(channel)).path("subscribe");
    }

    /** Subscribes from a position on and returns the result. */
    JsonNode recover(int id, String channel, String epoch, long offset) {
        send(Commands.recover(id, channel, Jwts.subscription(channel), offset, epoch));
        return awaitReply(id).path("subscribe");
    }

    static String command(int id, String name, Map<String, ?> request) {
        return ContractApi.text(Map.of("id", id, name, request));
    }

    JsonNode awaitReply(int id) {
        return await("reply " + id, LIMIT, message -> message.path("id").asInt() == id);
    }

    /** The next publication on the channel. */
    JsonNode awaitPublication(String channel) {
        return await(
                        "publication on " + channel,
                        LIMIT,
                        message -> message.path("push").path("channel").asText().equals(channel)
                                && message.path("push").has("pub"))
                .path("push")
                .path("pub");
    }

    List<JsonNode> awaitPublications(String channel, int count) {
        var publications = new ArrayList<JsonNode>();
        for (var i = 0; i < count; i++) {
            publications.add(awaitPublication(channel));
        }
        return publications;
    }

    void awaitPing(Duration limit) {
        await("ping", limit, JsonNode::isEmpty);
    }

    /** Waits for the end of the connection, whatever comes before it. */
    Close awaitClose() {
        return awaitClose(LIMIT);
    }

    Close awaitClose(Duration limit) {
        return assertThat(closed)
                .as("end of the connection; before it came %s", messages)
                .succeedsWithin(limit)
                .actual();
    }

    /** Stops reading, so that the wire fills up, until {@link #read}. */
    void stopReading() {
        reading.acquireUninterruptibly();
    }

    void read() {
        reading.release();
    }

    /**
     * Asserts that the connection works and no push is left: sends a command and expects its reply as the next
     * message.
     */
    void assertNothingPending(int id) {
        send(command(id, "unsubscribe", Map.of("channel", "session:none")));
        var message =
                passedOver.isEmpty() ? next("reply " + id, System.nanoTime() + LIMIT.toNanos()) : passedOver.remove();
        assertThat(message.path("id").asInt()).as("id of %s", message).isEqualTo(id);
    }

    @Override
    public void close() {
        reading.release();
        socket.cancel();
    }

    /** Waits for the first message that fits; those before it stay for later. */
    private JsonNode await(String label, Duration limit, Predicate<JsonNode> wanted) {
        var early = passedOver.stream().filter(wanted).findFirst();
        if (early.isPresent()) {
            passedOver.remove(early.get());
            return early.get();
        }
        var endNs = System.nanoTime() + limit.toNanos();
        while (true) {
            var message = next(label, endNs);
            if (wanted.test(message)) {
                return message;
            }
            passedOver.add(message);
        }
    }

    private JsonNode next(String label, long endNs) {
        try {
            var message = messages.poll(endNs - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (message == null) {
                throw new AssertionError("Nothing came while waiting for " + label + "; before it came " + passedOver);
            }
            if (message.isMissingNode()) {
                throw new AssertionError("Connection ended while waiting for " + label + ": " + closed.join());
            }
            return message;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for " + label, e);
        }
    }

    /** Every open WebSocket holds one of the dispatcher's calls. */
    private static Dispatcher manyAtOnce() {
        var dispatcher = new Dispatcher();
        dispatcher.setMaxRequests(1000);
        dispatcher.setMaxRequestsPerHost(1000);
        return dispatcher;
    }

    private final class Listener extends WebSocketListener {
        @Override
        public void onOpen(WebSocket webSocket, Response response) {
            open.complete(null);
        }

        @Override
        public void onMessage(WebSocket webSocket, String frame) {
            reading.acquireUninterruptibly();
            reading.release();
            var lines = frame.split("\n", -1);
            // Thrown here, it ends the connection with its words as the reason.
            assertThat(lines).as("messages in a frame").hasSizeLessThanOrEqualTo(MAX_MESSAGES_IN_FRAME);
            for (var line : lines) {
                messages.add(ContractApi.parse(line));
            }
        }

        @Override
        public void onClosing(WebSocket webSocket, int code, String reason) {
            ended(new Close(code, reason));
            webSocket.close(1000, null);
        }

        @Override
        public void onFailure(WebSocket webSocket, Throwable failure, @Nullable Response response) {
            open.completeExceptionally(failure);
            ended(new Close(1006, String.valueOf(failure.getMessage())));
        }

        private void ended(Close close) {
            closed.complete(close);
            messages.add(MissingNode.getInstance());
        }
    }
}
