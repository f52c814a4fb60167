package dev.llmemulator.load.protocol;

import dev.llmemulator.load.client.Commands;
import dev.llmemulator.load.client.FrameRest;
import dev.llmemulator.load.engine.TappedSocket;
import dev.llmemulator.load.measure.Measurements;
import dev.llmemulator.load.settings.Loss;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One connection of a user. It tells the answer that the user is at, or was at last, what happens on it. */
final class Connection implements TappedSocket.Tap {
    private final Measurements measurements;
    private AnswerInProgress answer;
    private boolean idle;
    private boolean subscribed;
    private boolean faulty;
    private String refusal = "";
    private Consumer<String> toServer = any -> {};
    private TappedSocket.@Nullable Wire wire;

    /** Until the tokens of the connection and of its subscription have to be renewed. */
    private Lease connectionLease = new Lease(0);

    private Lease subscriptionLease = new Lease(0);

    Connection(AnswerInProgress first, Measurements measurements) {
        this.measurements = measurements;
        answer = first;
        first.on(this);
    }

    @Override
    public void opened(TappedSocket.Wire wire) {
        this.wire = wire;
    }

    /** Loses the connection, if it is open. */
    void lose(Loss how) {
        if (wire == null || !isOpen()) {
            return;
        }
        switch (how) {
            case CLOSE -> wire.close();
            case FIN -> wire.end();
            case RST -> wire.reset();
            case VANISH -> wire.vanish();
        }
    }

    /** Reads so many bytes a second for a time. An emulated WebSocket reads on. */
    void readSlowly(int bytesPerSecond, Duration during) {
        if (wire != null) {
            wire.readSlowly(bytesPerSecond, during);
        }
    }

    boolean isOpen() {
        return answer.isConnected();
    }

    /** True if it can serve another answer once it has unsubscribed from the channel of this one. */
    boolean isSubscribed() {
        return subscribed && !faulty;
    }

    /** True if it can serve another answer. */
    boolean isFree() {
        return isOpen() && !subscribed && !faulty;
    }

    /** True if every step on it has succeeded so far. */
    boolean isSound() {
        return isOpen() && !faulty;
    }

    /** The user is through with its answer, and keeps the connection. */
    void rest() {
        idle = true;
    }

    void serve(AnswerInProgress next) {
        idle = false;
        answer = next;
        next.on(this);
        next.connectionKept();
    }

    @Override
    public void frame(byte[] utf8, long receivedNs, Consumer<String> back, Consumer<String> toChecks) {
        read(
                utf8,
                receivedNs,
                back,
                (id, refused) -> toChecks.accept(Socket.REPLY_TO + id + (refused ? Socket.REFUSED : "")));
    }

    /** Hears of each reply to a command, at once. */
    interface Replies {
        void replied(long id, boolean refused);
    }

    void read(byte[] utf8, long receivedNs, Consumer<String> back, Replies replies) {
        toServer = back;
        var rest = answer.frame(utf8, receivedNs);
        if (rest.ping()) {
            back.accept(Commands.PONG);
            measurements.pingAnswered();
        }
        for (var reply : rest.replies()) {
            refusal = reply.refusal();
            if (isOfLease(reply)) {
                continue;
            }
            replies.replied(reply.id(), !refusal.isEmpty());
            refusal = "";
        }
    }

    // Gatling knows nothing of renewals, which happen beside what the user does.
    private boolean isOfLease(FrameRest.Reply reply) {
        switch ((int) reply.id()) {
            case Socket.AUTH_ID -> connectionLease = new Lease(reply.secondsLeft());
            case Socket.SUBSCRIBE_ID, Socket.RECOVER_ID -> subscriptionLease = new Lease(reply.secondsLeft());
            case Socket.REFRESH_ID -> renewed(connectionLease, reply);
            case Socket.SUB_REFRESH_ID -> renewed(subscriptionLease, reply);
            default -> {}
        }
        return reply.id() == Socket.REFRESH_ID || reply.id() == Socket.SUB_REFRESH_ID;
    }

    private void renewed(Lease lease, FrameRest.Reply reply) {
        lease.renewed(reply.secondsLeft());
        if (!refusal.isEmpty()) {
            var nowMs = System.currentTimeMillis();
            stepFailed(Socket.REFRESH, nowMs, nowMs, refusal);
            refusal = "";
        }
    }

    /** How the server said that it ends the connection; empty if it did not, or not yet. */
    String goodbye() {
        return answer.goodbye();
    }

    Lease connectionLease() {
        return connectionLease;
    }

    Lease subscriptionLease() {
        return subscriptionLease;
    }

    /** Sends a frame to whose reply no step of the user's waits. */
    void send(String frame) {
        toServer.accept(frame);
    }

    @Override
    public void binaryFrame(int bytes) {
        answer.unreadable("a binary frame of " + bytes + " bytes");
    }

    @Override
    public void closed(boolean announced, boolean mayReturn, String how) {
        if (idle && isOpen()) {
            measurements.idleConnectionLost();
        }
        connectionLease.end();
        subscriptionLease.end();
        answer.connectionClosed(announced, mayReturn, how);
    }

    @Override
    public void stepPassed(String step, long startMs, long endMs) {
        answer.stepPassed(step, startMs, endMs);
        switch (step) {
            case Socket.CONNECT -> answer.connectEnded(true);
            case Socket.SUBSCRIBE, Socket.RECOVER -> subscribed = true;
            case Socket.UNSUBSCRIBE -> {
                subscribed = false;
                subscriptionLease.end();
            }
            default -> {}
        }
    }

    @Override
    public void stepFailed(String step, long startMs, long endMs, String reason) {
        faulty = true;
        switch (step) {
            case Socket.CONNECT -> answer.connectEnded(false);
            case Socket.PROBE, Socket.PROBE_REPLY -> answer.probeFailed();
            default -> {}
        }
        if (refusal.isEmpty()) {
            answer.socketStepFailed(step, startMs, endMs, reason);
        } else {
            answer.stepRefused(step, startMs, endMs, refusal);
        }
    }
}
