package dev.llmemulator.load.protocol;

import dev.llmemulator.load.client.Commands;
import dev.llmemulator.load.engine.TappedSocket;
import dev.llmemulator.load.measure.Measurements;
import java.util.function.Consumer;

/** One connection of a user. It tells the answer that the user is at, or was at last, what happens on it. */
final class Connection implements TappedSocket.Tap {
    private final Measurements measurements;
    private AnswerInProgress answer;
    private boolean idle;
    private boolean subscribed;
    private boolean faulty;
    private String refusal = "";

    Connection(AnswerInProgress first, Measurements measurements) {
        this.measurements = measurements;
        answer = first;
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

    /** The user is through with its answer, and keeps the connection. */
    void rest() {
        idle = true;
    }

    void serve(AnswerInProgress next) {
        idle = false;
        answer = next;
        next.connectionKept();
    }

    @Override
    public void frame(byte[] utf8, long receivedNs, Consumer<String> back, Consumer<String> toChecks) {
        var rest = answer.frame(utf8, receivedNs);
        if (rest.ping()) {
            back.accept(Commands.PONG);
        }
        for (var reply : rest.replies()) {
            refusal = reply.refusal();
            toChecks.accept(Socket.REPLY_TO + reply.id() + (refusal.isEmpty() ? "" : Socket.REFUSED));
            refusal = "";
        }
    }

    @Override
    public void binaryFrame(int bytes) {
        answer.onUnreadable(answer.channel(), "a binary frame of " + bytes + " bytes", 0);
    }

    @Override
    public void closed(boolean announced, String how) {
        if (idle && isOpen()) {
            measurements.idleConnectionLost();
        }
        answer.connectionClosed(announced, how);
    }

    @Override
    public void stepPassed(String step, long startMs, long endMs) {
        answer.stepPassed(step, startMs, endMs);
        switch (step) {
            case Socket.CONNECT -> answer.connectEnded(true);
            case Socket.SUBSCRIBE, Socket.RECOVER -> subscribed = true;
            case Socket.UNSUBSCRIBE -> subscribed = false;
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
            answer.stepFailed(step, startMs, endMs, reason);
        } else {
            answer.stepRefused(step, startMs, endMs, refusal);
        }
    }
}
