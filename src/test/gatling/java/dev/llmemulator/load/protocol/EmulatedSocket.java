package dev.llmemulator.load.protocol;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.llmemulator.load.client.FrameStream;
import dev.llmemulator.load.engine.TappedSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A WebSocket that Centrifugo emulates by HTTP: everything comes on one long response, and commands go by requests of
 * their own, one after the other. It belongs to the event loop of its user.
 */
final class EmulatedSocket implements TappedSocket.Wire {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    final String connectCommand;

    private final Connection connection;
    private final FrameStream stream;
    private final List<String> toSend = new ArrayList<>();
    private CompletableFuture<Void> mustSend = new CompletableFuture<>();
    private Runnable hangUp = () -> {};
    private String origin = "";
    private String session = "";
    private String node = "";
    private boolean over;

    /** Not open yet. The connect command goes with the request that opens it. */
    EmulatedSocket(Connection connection, FrameStream stream, String connectCommand) {
        this.connection = connection;
        this.stream = stream;
        this.connectCommand = connectCommand;
        connection.opened(this);
    }

    /** The request goes out from a page of this origin. */
    void opens(String origin) {
        this.origin = origin;
    }

    String origin() {
        return origin;
    }

    void sent(Runnable hangUp) {
        this.hangUp = hangUp;
        if (over) {
            hangUp.run();
        }
    }

    /** A part of the response has arrived. */
    void part(byte[] part, long receivedNs) {
        var frame = over ? null : stream.read(part);
        if (frame == null) {
            return;
        }
        if (session.isEmpty()) {
            readAddress(frame);
        }
        connection.frame(frame, receivedNs);
    }

    // The reply to connect says to which session, at which node, commands are to be addressed.
    private void readAddress(byte[] frame) {
        try {
            var line = new String(frame, StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .orElse("");
            var connected = JSON.readTree(line).path("connect");
            session = connected.path("session").asText("");
            node = connected.path("node").asText("");
        } catch (JsonProcessingException e) {
            // Whoever reads the frame tells that it is unreadable.
            return;
        }
    }

    @Override
    public void send(String command) {
        if (!over) {
            toSend.add(command);
            mustSend.complete(null);
        }
    }

    /** Completes when there are commands to send, or none will follow. */
    CompletableFuture<Void> mustSend() {
        return mustSend;
    }

    /** The body of the request for all commands that wait, which are then sent. */
    String takeToSend() {
        var lines = String.join("\n", toSend);
        toSend.clear();
        if (!over) {
            mustSend = new CompletableFuture<>();
        }
        return JSON.createObjectNode()
                .put("session", session)
                .put("node", node)
                .put("data", lines)
                .toString();
    }

    /** Commands did not reach the server. */
    void sendingFailed(String reason) {
        if (!over) {
            connection.sendingFailed(EmulatedSteps.COMMANDS, reason);
        }
    }

    /** The step that opens it is over. If it has failed, nothing is to open later. */
    void openedOrNever() {
        if (!over && !connection.isOpen()) {
            hangUp();
        }
    }

    /** It does not look: nothing here runs by time. */
    @Override
    public void expectPing(Duration within) {}

    @Override
    public void close() {
        lose("closed by the user");
    }

    @Override
    public void end() {
        lose("ended by the user");
    }

    @Override
    public void reset() {
        lose("reset by the user");
    }

    /** As the others: nothing that the server sends would show that nobody is there. */
    @Override
    public void vanish() {
        lose("the user's network is gone");
    }

    /** It reads on: requests of an HTTP client cannot be held up. */
    @Override
    public void readSlowly(int bytesPerSecond, Duration during) {}

    private void lose(String how) {
        if (!over) {
            hangUp();
            connection.closed(false, true, how);
        }
    }

    /** The user closes it, by a step of this name. */
    void close(String name) {
        var nowMs = System.currentTimeMillis();
        connection.stepPassed(name, nowMs, nowMs);
        hangUp();
        connection.closed(true, true, "");
    }

    private void hangUp() {
        over();
        hangUp.run();
    }

    /** The response has ended, or there is none. */
    void ended(boolean announced, String how) {
        if (over) {
            return;
        }
        over();
        var goodbye = connection.goodbye();
        // A goodbye that forbids to come back has failed the answer already.
        connection.closed(announced || !goodbye.isEmpty(), true, goodbye.isEmpty() ? how : goodbye);
    }

    private void over() {
        over = true;
        toSend.clear();
        mustSend.complete(null);
    }

    boolean isOver() {
        return over;
    }

    /** The one of a user, who must have one. */
    static EmulatedSocket of(io.gatling.javaapi.core.Session user) {
        EmulatedSocket socket = user.get(Socket.NAME);
        if (socket == null) {
            throw new IllegalStateException("The user has no connection");
        }
        return socket;
    }
}
