package dev.llmemulator.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.llmemulator.AnswerReader;
import dev.llmemulator.load.client.Commands;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.jspecify.annotations.Nullable;

/**
 * A client that does nothing by itself: it sends what a test tells it to, and keeps what it gets, in order. Its WebSocket
 * may be emulated by HTTP.
 */
final class ContractClient implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int MAX_MESSAGES_IN_FRAME = 16;

    private static final OkHttpClient STREAMING =
            AnswerReader.HTTP.newBuilder().readTimeout(Duration.ZERO).build();

    /** Messages in the order in which they came; a missing node stands for the end of the connection. */
    private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();

    private final Deque<JsonNode> passedOver = new ArrayDeque<>();
    /** Code and reason of the end; 1006 when there was no close frame. */
    private final CompletableFuture<String> closed = new CompletableFuture<>();

    private final CompletableFuture<Void> open = new CompletableFuture<>();
    private final Wire wire;
    /** Held while a frame is read. */
    private final Semaphore reading = new Semaphore(1);

    /** What is below a client. */
    private interface Wire {
        boolean send(String frame);

        void cancel();
    }

    private ContractClient(URI url) {
        if (url.getScheme().startsWith("http")) {
            wire = new Emulated(url);
            open.complete(null);
            return;
        }
        var http = url.toString().replaceFirst("^ws", "http");
        var socket =
                AnswerReader.HTTP.newWebSocket(new Request.Builder().url(http).build(), new Listener());
        wire = new Wire() {
            @Override
            public boolean send(String frame) {
                return socket.send(frame);
            }

            @Override
            public void cancel() {
                socket.cancel();
            }
        };
    }

    static ContractClient open(URI url) {
        var client = new ContractClient(url);
        assertThat(client.open).as("WebSocket to %s opens", url).succeedsWithin(LIMIT);
        return client;
    }

    /** Opens a WebSocket and connects with command id 1. */
    static ContractClient connect(URI url, String jwt) {
        var client = open(url);
        client.send(Commands.connect(1, jwt));
        assertThat(client.awaitReply(1).has("connect")).as("let in").isTrue();
        return client;
    }

    void send(String frame) {
        assertThat(wire.send(frame)).as("frame taken").isTrue();
    }

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
        return new JsonMapper().valueToTree(Map.of("id", id, name, request)).toString();
    }

    JsonNode awaitReply(int id) {
        return await("reply " + id, message -> message.path("id").asInt() == id);
    }

    /** How the server takes a command: its name if well, the code of an error, or the end as {@link #awaitClose}. */
    String awaitOutcome(int id) {
        var reply = await(
                "reply " + id + " or the end",
                message -> message.isMissingNode() || message.path("id").asInt() == id);
        if (reply.isMissingNode()) {
            return awaitClose();
        }
        return reply.has("error")
                ? String.valueOf(ContractApi.error(reply))
                : String.join(
                        " ",
                        reply.propertyStream()
                                .map(Map.Entry::getKey)
                                .filter(key -> !key.equals("id"))
                                .toList());
    }

    JsonNode awaitPublication(String channel) {
        return await(
                        "publication on " + channel,
                        message -> message.at("/push/channel").asText().equals(channel)
                                && message.path("push").has("pub"))
                .at("/push/pub");
    }

    ArrayNode awaitPublications(String channel, int count) {
        var publications = JsonNodeFactory.instance.arrayNode();
        for (var i = 0; i < count; i++) {
            publications.add(awaitPublication(channel));
        }
        return publications;
    }

    /** Waits until the server ends a subscription; code and reason. */
    String awaitUnsubscribe(String channel) {
        var end = await(
                        "end of the subscription to " + channel,
                        message -> message.at("/push/channel").asText().equals(channel)
                                && message.path("push").has("unsubscribe"))
                .at("/push/unsubscribe");
        return end.path("code").asInt() + " " + end.path("reason").asText();
    }

    void awaitPing() {
        await("ping", message -> message.isObject() && message.isEmpty());
    }

    /** Waits for the end of the connection, whatever comes before it; code and reason. */
    String awaitClose() {
        return awaitClose(LIMIT);
    }

    String awaitClose(Duration limit) {
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
        wire.cancel();
    }

    /** Waits for the first message that fits; those before it stay for later. */
    private JsonNode await(String label, Predicate<JsonNode> wanted) {
        var early = passedOver.stream().filter(wanted).findFirst();
        if (early.isPresent()) {
            passedOver.remove(early.get());
            return early.get();
        }
        var endNs = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            var message = next(label, endNs);
            if (wanted.test(message)) {
                return message;
            }
            if (message.isMissingNode()) {
                throw new AssertionError("Connection ended while waiting for " + label + ": " + closed.join());
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
            return message;
        } catch (InterruptedException e) {
            throw new AssertionError("Interrupted while waiting for " + label, e);
        }
    }

    private void ended(String close) {
        closed.complete(close);
        messages.add(MissingNode.getInstance());
    }

    /** The response on which everything comes, opened by the first frame, and requests for those that follow. */
    private final class Emulated implements Wire, Callback {
        private final URI url;
        private final CompletableFuture<JsonNode> connected = new CompletableFuture<>();
        private volatile @Nullable Call stream;

        Emulated(URI url) {
            this.url = url;
        }

        @Override
        public boolean send(String frame) {
            if (stream == null) {
                var sse = url.getPath().endsWith("/sse");
                var address = HttpUrl.get(url).newBuilder();
                var request = sse
                        ? new Request.Builder()
                                .url(address.addQueryParameter("cf_connect", frame)
                                        .build())
                        : new Request.Builder().url(address.build()).post(body(frame));
                var call = STREAMING.newCall(request.build());
                stream = call;
                call.enqueue(this);
                return true;
            }
            var connect = assertThat(connected).succeedsWithin(LIMIT).actual();
            var command = ContractApi.emulation(
                    connect.path("session").asText(), connect.path("node").asText(), frame);
            return new ContractApi(url, "").post("/emulation", command).statusCode() == 204;
        }

        private static RequestBody body(String text) {
            return RequestBody.create(text, MediaType.get("application/json"));
        }

        @Override
        public void cancel() {
            var call = stream;
            if (call != null) {
                call.cancel();
            }
        }

        @Override
        public void onResponse(Call call, Response response) {
            var goodbye = "1006 without a word";
            try (response) {
                if (response.code() != 200) {
                    ended("status " + response.code());
                    return;
                }
                String line;
                while ((line = response.body().source().readUtf8Line()) != null) {
                    var text = line.replaceFirst("^data: ", "");
                    if (text.isEmpty()) {
                        continue;
                    }
                    var message = ContractApi.parse(text);
                    messages.add(message);
                    if (message.has("connect")) {
                        connected.complete(message.path("connect"));
                    }
                    var disconnect = message.at("/push/disconnect");
                    if (disconnect.isObject()) {
                        goodbye = disconnect.path("code").asInt() + " "
                                + disconnect.path("reason").asText();
                    }
                }
            } catch (IOException e) {
                goodbye = goodbye.startsWith("1006") ? "1006 " + e.getMessage() : goodbye;
            } finally {
                ended(goodbye);
            }
        }

        @Override
        public void onFailure(Call call, IOException e) {
            ended("1006 " + e.getMessage());
        }
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
            ended(code + " " + reason);
            webSocket.close(1000, null);
        }

        @Override
        public void onFailure(WebSocket webSocket, Throwable failure, @Nullable Response response) {
            open.completeExceptionally(failure);
            ended("1006 " + failure.getMessage());
        }
    }
}
