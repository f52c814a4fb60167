package dev.llmemulator.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.jspecify.annotations.Nullable;

/** A WebSocket client that does nothing by itself: it sends what a test tells it to, and keeps what it gets, in order. */
final class ContractClient implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration STALL_LIMIT = Duration.ofSeconds(60);
    private static final int MAX_MESSAGES_IN_FRAME = 16;
    private static final OkHttpClient HTTP =
            new OkHttpClient.Builder().dispatcher(manyAtOnce()).build();

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final Deque<Event> passedOver = new ArrayDeque<>();
    private final CountDownLatch open = new CountDownLatch(1);
    private final WebSocket socket;
    private volatile CountDownLatch reading = new CountDownLatch(0);

    private ContractClient(URI url) {
        this.socket = HTTP.newWebSocket(
                new Request.Builder()
                        .url(url.toString().replaceFirst("^ws", "http"))
                        .build(),
                new Listener());
    }

    /** One message of a frame, or the end of the connection. */
    private record Event(
            @Nullable JsonNode message, @Nullable Close close) {}

    /**
     * How the connection ended.
     *
     * @param code of the close frame; 1006 when there was none
     */
    record Close(int code, String reason) {}

    /** Opens a WebSocket and says nothing yet. */
    static ContractClient open(URI url) {
        var client = new ContractClient(url);
        try {
            assertThat(client.open.await(LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .as("WebSocket to %s opens", url)
                    .isTrue();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        return client;
    }

    /** Opens a WebSocket and connects with command id 1. */
    static ContractClient connect(URI url) {
        return connect(url, Jwts.connection());
    }

    static ContractClient connect(URI url, String jwt) {
        ContractClient client = open(url);
        client.send("{\"id\":1,\"connect\":{\"token\":\"" + jwt + "\"}}");
        assertThat(client.awaitReply(1).has("connect")).as("let in").isTrue();
        return client;
    }

    void send(String frame) {
        assertThat(socket.send(frame)).as("frame taken").isTrue();
    }

    /** Subscribes from now on and returns the result. */
    JsonNode subscribe(int id, String channel) {
        send(subscribeCommand(id, channel, Jwts.subscription(channel), ""));
        return awaitReply(id).path("subscribe");
    }

    /** Subscribes from a position on and returns the result. */
    JsonNode recover(int id, String channel, String epoch, long offset) {
        var position = ",\"recover\":true,\"epoch\":\"" + epoch + "\",\"offset\":" + offset;
        send(subscribeCommand(id, channel, Jwts.subscription(channel), position));
        return awaitReply(id).path("subscribe");
    }

    /** A subscribe command, with more fields as JSON text such as {@code ,"recover":true}; an empty JWT is left out. */
    static String subscribeCommand(int id, String channel, String jwt, String more) {
        return "{\"id\":" + id + ",\"subscribe\":{\"channel\":\"" + channel + "\""
                + (jwt.isEmpty() ? "" : ",\"token\":\"" + jwt + "\"") + more + "}}";
    }

    JsonNode awaitReply(int id) {
        return await("reply " + id, LIMIT, message -> message.path("id").asInt() == id);
    }

    /** The code of the error that is the reply to the command. */
    int awaitError(int id) {
        return awaitReply(id).path("error").path("code").asInt();
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
        var endNs = System.nanoTime() + limit.toNanos();
        while (true) {
            var event = next("close", endNs);
            if (event.close() != null) {
                return event.close();
            }
        }
    }

    /** Stops reading, so that the wire fills up, until {@link #read}. */
    void stopReading() {
        reading = new CountDownLatch(1);
    }

    void read() {
        reading.countDown();
    }

    /** Asserts that the connection works and no push is left: sends a command and expects its reply as the next message. */
    void assertNothingPending(int id) {
        send("{\"id\":" + id + ",\"unsubscribe\":{\"channel\":\"session:none\"}}");
        Event event =
                passedOver.isEmpty() ? next("reply " + id, System.nanoTime() + LIMIT.toNanos()) : passedOver.remove();
        JsonNode message = requireMessage(event);
        assertThat(message.path("id").asInt()).as("id of %s", message).isEqualTo(id);
    }

    @Override
    public void close() {
        reading.countDown();
        socket.cancel();
    }

    /** Waits for the first message that fits; those before it stay for later. */
    private JsonNode await(String label, Duration limit, Predicate<JsonNode> wanted) {
        var early = passedOver.stream()
                .filter(event -> event.message() != null && wanted.test(event.message()))
                .findFirst()
                .orElse(null);
        if (early != null) {
            passedOver.remove(early);
            return requireMessage(early);
        }
        var endNs = System.nanoTime() + limit.toNanos();
        while (true) {
            var event = next(label, endNs);
            if (event.close() != null) {
                throw new AssertionError("Connection ended while waiting for " + label + ": " + event.close());
            }
            JsonNode message = requireMessage(event);
            if (wanted.test(message)) {
                return message;
            }
            passedOver.add(event);
        }
    }

    private Event next(String label, long endNs) {
        try {
            var event = events.poll(endNs - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (event == null) {
                throw new AssertionError("Nothing came while waiting for " + label + "; before it came " + passedOver);
            }
            return event;
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static JsonNode requireMessage(Event event) {
        var message = event.message();
        if (message == null) {
            throw new AssertionError("Connection ended: " + event.close());
        }
        return message;
    }

    private void awaitReading() {
        try {
            if (!reading.await(STALL_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("Reading was never taken up again");
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("Interrupted while waiting", e);
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
            open.countDown();
        }

        @Override
        public void onMessage(WebSocket webSocket, String frame) {
            awaitReading();
            var lines = frame.split("\n", -1);
            // Thrown here, it ends the connection with its words as the reason.
            assertThat(lines).as("messages in a frame").hasSizeLessThanOrEqualTo(MAX_MESSAGES_IN_FRAME);
            for (String line : lines) {
                events.add(new Event(ContractApi.parse(line), null));
            }
        }

        @Override
        public void onClosing(WebSocket webSocket, int code, String reason) {
            events.add(new Event(null, new Close(code, reason)));
            webSocket.close(1000, null);
        }

        @Override
        public void onFailure(WebSocket webSocket, Throwable failure, @Nullable Response response) {
            events.add(new Event(null, new Close(1006, String.valueOf(failure.getMessage()))));
        }
    }
}
