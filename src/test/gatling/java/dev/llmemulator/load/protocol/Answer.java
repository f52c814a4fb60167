package dev.llmemulator.load.protocol;

import dev.llmemulator.load.client.Anomaly;
import dev.llmemulator.load.client.AnomalyKind;
import dev.llmemulator.load.client.FrameListener;
import dev.llmemulator.load.client.FrameReader;
import dev.llmemulator.load.client.FrameRest;
import dev.llmemulator.load.client.HttpReply;
import dev.llmemulator.load.client.Stamps;
import dev.llmemulator.load.client.StreamRecord;
import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.measure.TokenTimes;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One answer as one user experiences it, from connecting to closing: takes the frames of its socket as they arrive, tells
 * when both halves (the stream's marker and the HTTP reply) are there, and in the end what became of it.
 *
 * <p>Belongs to the event loop of its user; only the stages that it hands out may be used from elsewhere.
 */
public final class Answer implements FrameListener {
    private final String sessionId;
    private final String scenario;
    private final int cycle;
    private final AnswerContext context;
    private final StreamRecord record;
    private final FrameReader reader;
    private final AnswerTimes times;
    private final CompletableFuture<Void> settled = new CompletableFuture<>();
    private final CompletableFuture<Void> halfway = new CompletableFuture<>();
    private final CompletableFuture<Void> requestEnded = new CompletableFuture<>();
    private final long startedUs;

    private String epoch = "";
    private @Nullable HttpReply reply;
    private @Nullable Failure failure;
    private boolean connected;
    private boolean requestFailed;
    private boolean recoveryRefused;
    private SocketState socket = SocketState.UNKNOWN;
    private long frameUs;

    private enum SocketState {
        UNKNOWN,
        ALIVE,
        DEAD
    }

    /**
     * An answer that begins now.
     *
     * @param cycle how many answers the user had before
     */
    public Answer(String sessionId, String scenario, int cycle, AnswerContext context) {
        this.cycle = cycle;
        this.sessionId = sessionId;
        this.scenario = scenario;
        this.context = context;
        record = new StreamRecord(channel());
        reader = new FrameReader(channel(), this);
        times = new AnswerTimes(context, scenario);
        startedUs = context.clock().nowUs();
        context.measurements().answerStarted(startedUs);
    }

    public String sessionId() {
        return sessionId;
    }

    public int cycle() {
        return cycle;
    }

    public String channel() {
        return "session:" + sessionId;
    }

    /**
     * Takes a frame, as UTF-8, and says what is left of it to be done; to be called the moment it arrives.
     *
     * @param receivedNs nano time at which the socket was read
     */
    public FrameRest frame(byte[] frame, long receivedNs) {
        frameUs = context.clock().usAt(receivedNs);
        return reader.read(frame);
    }

    /** Its user was due to arrive then, in microseconds since the epoch; only where users arrive at a rate of their own. */
    public void arrived(long dueUs) {
        times.arrived(dueUs);
    }

    /** The request goes out now. */
    public void posted() {
        times.posted(context.clock().nowUs());
        context.measurements().requestSent();
    }

    /** The HTTP reply arrived and is a 200. */
    public void replied(String body) {
        try {
            reply = HttpReply.parse(body);
            requestEnded.complete(null);
            settleIfDone();
        } catch (IllegalArgumentException e) {
            requestFailed(String.valueOf(e.getMessage()));
        }
    }

    /** The request ended without an answer. */
    public void requestFailed(String reason) {
        requestFailed = true;
        requestEnded.complete(null);
        fail("POST /api/run: " + reason, "");
        settleIfDone();
    }

    /** The WebSocket was opened. */
    public void connected() {
        connected = true;
        context.measurements().connectEnded(true);
    }

    /** True if the WebSocket was ever opened, so that there is one to close. */
    public boolean isConnected() {
        return connected;
    }

    /** The WebSocket was not opened. */
    public void connectFailed(String reason) {
        context.measurements().connectEnded(false);
        fail("connect: " + reason, "");
    }

    /** A step on the WebSocket went well: it gets a row. */
    public void stepPassed(String step, long startMs, long endMs) {
        times.step(step, startMs, endMs);
    }

    /** A step on the open WebSocket failed. */
    public void stepFailed(String step, String reason) {
        fail(step + ": " + reason, "");
    }

    /** True if nothing has failed yet that is known before the answer is judged, and after that if nothing has. */
    public boolean isFine() {
        return failure == null;
    }

    private void fail(String kind, String detail) {
        if (failure == null) {
            failure = new Failure(kind, detail);
        }
    }

    /** Completes when the request has ended, well or not. */
    public CompletionStage<Void> requestEnded() {
        return requestEnded;
    }

    /** Completes when marker and HTTP reply are there, or the request has failed. */
    public CompletionStage<Void> settled() {
        return settled;
    }

    /** True once {@link #settled} is complete. */
    public boolean isSettled() {
        return settled.isDone();
    }

    /** Completes with the token that makes half of the answer, or when there is no more to wait for. */
    public CompletionStage<Void> halfway() {
        return halfway;
    }

    /** True if waiting a little longer could still mend the stream. */
    public boolean mayStillMend() {
        return settled.isDone() && !requestFailed && record.error() == null && record.isIncomplete();
    }

    /** The server answered on the socket although the marker is missing, so the socket was not what failed. */
    public void probeAnswered() {
        socket = SocketState.ALIVE;
    }

    /** The marker is missing and the server does not answer on the socket, which explains it. */
    public void probeFailed() {
        socket = SocketState.DEAD;
    }

    /** The position from which the channel can be recovered: the epoch, empty if unknown. */
    public String epoch() {
        return epoch;
    }

    /** The position from which the channel can be recovered: the highest offset seen, 0 for the beginning. */
    public long offset() {
        return record.lastOffset();
    }

    /** Ends the answer: judges it, writes its row and counts it. */
    public void finish() {
        var nowUs = context.clock().nowUs();
        List<Anomaly> anomalies = times.isPosted() ? record.judge(reply) : List.of();
        if (requestFailed) {
            // Who refused the request owes no marker.
            anomalies = anomalies.stream()
                    .filter(each -> each.kind() != AnomalyKind.NO_MARKER)
                    .toList();
        }
        explain(anomalies);
        if (failure == null) {
            times.passed(sessionId, reply == null ? 0 : reply.idealUs(), instance());
            context.measurements().answerPassed(nowUs);
        } else {
            String reason = reason(failure, anomalies);
            context.rows().failed(scenario, Metric.ANSWER.title(), startedUs / 1000, nowUs / 1000, reason);
            context.measurements().answerFailed(nowUs, failure.kind(), anomalies);
        }
        times.end(instance());
    }

    private String instance() {
        return reply == null ? "" : reply.instance();
    }

    private void explain(List<Anomaly> anomalies) {
        var error = record.error();
        if (error != null) {
            fail("error marker", error);
        }
        if (recoveryRefused) {
            fail("recovery refused", "");
        }
        if (socket == SocketState.DEAD) {
            fail("socket closed by the server", "");
        }
        for (Anomaly each : anomalies) {
            String alive = socket == SocketState.ALIVE ? ", though the socket is open" : "";
            fail(each.kind().label(), each.describe() + (each.kind() == AnomalyKind.NO_MARKER ? alive : ""));
        }
        if (failure == null && !settled.isDone()) {
            fail("timeout", "no HTTP reply");
        }
    }

    private static String reason(Failure failure, List<Anomaly> anomalies) {
        var others = anomalies.stream()
                .map(Anomaly::describe)
                .filter(text -> !failure.detail().startsWith(text))
                .collect(Collectors.joining("; "));
        return others.isEmpty() ? failure.describe() : failure.describe() + "; " + others;
    }

    @Override
    public void onToken(String channel, int index, String text, long offset, Stamps stamps) {
        var before = record.tokensSeen();
        record.token(channel, index, text, offset);
        if (record.tokensSeen() > before) {
            context.measurements().tokenReceived(frameUs);
            times.token(TokenTimes.of(stamps, frameUs, context.clock().nowUs()));
            if (record.tokensSeen() >= context.halfwayTokens()) {
                halfway.complete(null);
            }
        }
    }

    @Override
    public void onMarker(String channel, int tokens, String sha256, long offset, Stamps stamps) {
        var ended = record.hasEnded();
        record.marker(channel, tokens, sha256, offset);
        if (!ended && record.hasEnded()) {
            times.marker(frameUs);
            settleIfDone();
        }
    }

    @Override
    public void onErrorMarker(String channel, int tokens, String detail, long offset) {
        record.errorMarker(channel, tokens, detail, offset);
        settleIfDone();
    }

    @Override
    public void onSubscribed(String epoch, boolean wasRecovering, boolean recovered) {
        this.epoch = epoch;
        // A fresh channel has nothing to recover, so that only the refusal of a known position is a fault.
        recoveryRefused |= wasRecovering && !recovered && record.lastOffset() > 0;
    }

    @Override
    public void onUnreadable(String channel, String detail, long offset) {
        record.unreadable(channel, detail, offset);
    }

    private void settleIfDone() {
        if (requestFailed || (reply != null && record.hasEnded())) {
            halfway.complete(null);
            settled.complete(null);
        }
    }
}
