package dev.llmemulator.load.protocol;

import dev.llmemulator.load.client.Commands;
import dev.llmemulator.load.client.FrameRest;
import dev.llmemulator.load.engine.TappedSocket;
import dev.llmemulator.load.engine.Trouble;
import dev.llmemulator.load.measure.Measurements;
import dev.llmemulator.load.settings.Loss;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One connection of a user. It tells the answer that the user is at, or was at last, what happens on it. */
final class Connection implements TappedSocket.Tap {
    /** A step that waits for the reply to a command. */
    private record Step(String name, long id, long startMs, CompletableFuture<Boolean> passed) {}

    // As the official JavaScript client has it.
    private static final Duration LATEST_PING = Duration.ofSeconds(10);

    private final Measurements measurements;
    private AnswerInProgress answer;
    private boolean idle;
    private boolean subscribed;
    private boolean faulty;
    private TappedSocket.@Nullable Wire wire;
    private @Nullable Step step;
    private int pingSeconds;

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
    public void frame(byte[] utf8, long receivedNs) {
        var rest = answer.frame(utf8, receivedNs);
        if (rest.isNothing()) {
            return; // As after nearly every frame.
        }
        if (rest.ping()) {
            send(Commands.PONG);
            measurements.pingAnswered();
            awaitPing();
        }
        for (var reply : rest.replies()) {
            switch ((int) reply.id()) {
                case Socket.AUTH_ID -> {
                    connectionLease = new Lease(reply.secondsLeft());
                    pingSeconds = reply.pingSeconds();
                    awaitPing();
                }
                case Socket.SUBSCRIBE_ID, Socket.RECOVER_ID -> subscriptionLease = new Lease(reply.secondsLeft());
                case Socket.REFRESH_ID -> renewed(connectionLease, reply);
                case Socket.SUB_REFRESH_ID -> renewed(subscriptionLease, reply);
                default -> {}
            }
            replied(reply);
        }
    }

    private void awaitPing() {
        if (pingSeconds > 0 && wire != null) {
            wire.expectPing(LATEST_PING.plusSeconds(pingSeconds));
        }
    }

    private void renewed(Lease lease, FrameRest.Reply reply) {
        lease.renewed(reply.secondsLeft());
        if (!reply.refusal().isEmpty()) {
            refused(Socket.REFRESH, System.currentTimeMillis(), reply.refusal());
        }
    }

    /** Sends a command, for whose reply a step of this name waits from now on. */
    void ask(String name, long id, String command) {
        expect(name, id);
        if (isOpen()) {
            send(command);
        } else {
            fail("the connection has ended");
        }
    }

    /** A step of this name waits from now on for the reply to the command of this id, which goes out another way. */
    void expect(String name, long id) {
        step = new Step(name, id, System.currentTimeMillis(), new CompletableFuture<>());
    }

    /** Completes when the step that waits has its reply, or will get none. */
    CompletableFuture<Boolean> replied() {
        return Objects.requireNonNull(step, "Nothing was asked").passed();
    }

    /** Whether that step has passed; if it waited in vain, it has failed now. */
    boolean passed() {
        fail(Trouble.NO_REPLY);
        return replied().join();
    }

    /** Commands did not reach the server. Where no step waits for their reply, the answer fails all the same. */
    void sendingFailed(String request, String reason) {
        if (waiting() == null) {
            var nowMs = System.currentTimeMillis();
            stepFailed(request, nowMs, nowMs, reason);
        } else {
            fail(request + ": " + reason);
        }
    }

    private @Nullable Step waiting() {
        return step == null || step.passed().isDone() ? null : step;
    }

    private void replied(FrameRest.Reply reply) {
        var waiting = waiting();
        if (waiting == null || reply.id() != waiting.id()) {
            return;
        }
        // That the server replies at all is what a probe wants to know.
        var passed = reply.refusal().isEmpty() || waiting.name().equals(Socket.PROBE_REPLY);
        if (passed) {
            stepPassed(waiting.name(), waiting.startMs(), System.currentTimeMillis());
        } else {
            refused(waiting.name(), waiting.startMs(), reply.refusal());
        }
        waiting.passed().complete(passed);
    }

    private void fail(String reason) {
        var waiting = waiting();
        if (waiting != null) {
            stepFailed(waiting.name(), waiting.startMs(), System.currentTimeMillis(), reason);
            waiting.passed().complete(false);
        }
    }

    private void refused(String name, long startMs, String why) {
        noteFailureOf(name);
        answer.stepRefused(name, startMs, System.currentTimeMillis(), why);
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
        Objects.requireNonNull(wire, "Nothing is open yet").send(frame);
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
        // A step that waits for a reply fails by what happened, and only then is the connection lost.
        fail(how);
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
        noteFailureOf(step);
        answer.socketStepFailed(step, startMs, endMs, reason);
    }

    private void noteFailureOf(String step) {
        faulty = true;
        switch (step) {
            case Socket.CONNECT -> answer.connectEnded(false);
            case Socket.PROBE_REPLY -> answer.probeFailed();
            default -> {}
        }
    }
}
