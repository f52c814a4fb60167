package dev.llmemulator.load.protocol;

import dev.llmemulator.load.client.Anomaly;
import dev.llmemulator.load.client.AnomalyKind;
import dev.llmemulator.load.client.CloseCode;
import dev.llmemulator.load.client.FrameRest;
import dev.llmemulator.load.client.Stamps;
import dev.llmemulator.load.measure.Ending;
import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.measure.TokenTimes;
import dev.llmemulator.load.settings.AnswerShape;
import dev.llmemulator.load.settings.Loss;
import dev.llmemulator.load.settings.Transport;
import dev.llmemulator.load.target.Trace;
import io.gatling.http.client.Request;
import io.gatling.javaapi.core.Session;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One answer as one user experiences it, from connecting to closing. It takes the frames of the user's socket as they
 * arrive, tells when there is nothing more to wait for, and at the end writes the answer's row.
 *
 * <p>It belongs to the event loop of its user. Only the futures that it hands out may be used from elsewhere.
 */
public final class AnswerInProgress {
    /** Events of a group: a user began to read slowly; a byte that users read while they did. */
    public static final String SLOW = "read slowly";

    public static final String BYTES_SLOWLY = "bytes read slowly";

    private static final long NEVER = -1;
    private static final String KEY = "answer";
    private static final int CANCELLED_STATUS = 409;

    // Of the codes of unsubscribing, those from here on ask the client to subscribe again.
    private static final int FIRST_TO_SUBSCRIBE_AGAIN = 2500;

    private final String sessionId;
    private final String id;
    private final String scenario;
    private final int cycle;
    private final SuccessPolicy success;
    private final AnswerContext context;
    private final AnswerShape wanted;
    private final AnswerReading reading;
    private final @Nullable TraceContext trace;
    private final AnswerTimes times;
    private final CompletableFuture<Void> settled = new CompletableFuture<>();
    private final CompletableFuture<Void> halfway = new CompletableFuture<>();
    private final CompletableFuture<Void> requestEnded = new CompletableFuture<>();
    private final CompletableFuture<Void> hungUp = new CompletableFuture<>();
    private final long startedUs;

    /** Null if a lost connection fails the answer. */
    private @Nullable Comeback comeback;

    private @Nullable Connection connection;

    private long recoversFrom;
    private String epoch = "";
    private String goodbye = "";
    private boolean replied;
    private @Nullable Failure failure;
    private boolean connected;
    private boolean refused;
    private boolean unanswered;
    private @Nullable Duration retryAfter;
    private boolean stopped;
    private boolean cancelled;

    /** Negative before the user has cancelled the answer, and when its end has come. */
    private int tokensAtCancel = -1;

    private boolean probed;
    private boolean readsAlong;
    private long frameUs;
    private long slowSinceUs = NEVER;

    /** An answer that begins now, of a user who has so many cycles behind it. */
    public AnswerInProgress(
            String sessionId, String scenario, User user, int cycle, SuccessPolicy success, AnswerContext context) {
        this.cycle = cycle;
        this.sessionId = sessionId;
        this.scenario = scenario;
        this.success = success;
        this.context = context;
        id = id(sessionId, cycle);
        wanted = context.settings().answerOf(user.number(), cycle);
        var profile = context.settings().profile();
        reading = profile != null
                ? new ProfiledReading(this, profile, user, context)
                : context.settings().transport() == Transport.SSE
                        ? new StreamedReading(this, context)
                        : new OwnReading(this, context);
        trace = TraceContext.of(context.settings().traceShare());
        times = new AnswerTimes(context, scenario, wanted);
        startedUs = context.clock().nowUs();
        context.measurements().answerStarted(startedUs);
    }

    /** The answer that a user is at; null before its first one. */
    public static @Nullable AnswerInProgress latest(Session session) {
        return session.get(KEY);
    }

    public static AnswerInProgress of(Session session) {
        return Objects.requireNonNull(latest(session), "The user has not begun an answer");
    }

    /** The session of a user who turns to this answer. */
    public Session in(Session session) {
        return session.set(KEY, this);
    }

    // Known to whoever reads along before anything comes. Short, because every token carries it.
    private static String id(String sessionId, int cycle) {
        var hash = UUID.nameUUIDFromBytes((sessionId + ' ' + cycle).getBytes(StandardCharsets.UTF_8));
        return Long.toUnsignedString(hash.getLeastSignificantBits(), Character.MAX_RADIX);
    }

    String sessionId() {
        return sessionId;
    }

    /** Names this answer in the question, in its publications and in the reply. */
    String id() {
        return id;
    }

    /** Gives the question its trace context, if questions have one. */
    Request traced(Request question) {
        if (trace != null) {
            question.getHeaders().set(TraceContext.HEADER, trace.header());
        }
        return question;
    }

    private @Nullable String traceId() {
        return trace != null && trace.sampled() ? trace.traceId() : null;
    }

    int cycle() {
        return cycle;
    }

    /** What the question asks for. */
    AnswerShape wanted() {
        return wanted;
    }

    /** The channel that the answer comes on; empty if it is not known, or not yet. */
    String channel() {
        return reading.channel();
    }

    /** True once it is known which channel the answer comes on. */
    public boolean hasChannel() {
        return !channel().isEmpty();
    }

    /** How an answer is read of which a profile tells how. */
    ProfiledReading profiled() {
        return (ProfiledReading) reading;
    }

    /** Notes when the user was due to arrive, in microseconds since the epoch; only where users arrive at a rate. */
    public void arrived(long dueUs) {
        times.arrived(dueUs);
    }

    /** Takes a frame, as UTF-8, read from the socket at this nano time, and returns what is left of it to be done. */
    FrameRest frame(byte[] frame, long receivedNs) {
        frameUs = context.clock().usAt(receivedNs);
        if (slowSinceUs != NEVER) {
            context.count(BYTES_SLOWLY, frame.length);
        }
        if (comeback == null) {
            return reading.read(frame);
        }
        var before = reading.received().tokensSeen();
        var rest = reading.read(frame);
        comeback.frameRead(reading.received().tokensSeen() - before);
        return rest;
    }

    /** This connection serves the answer. */
    void on(Connection connection) {
        this.connection = connection;
    }

    /** The user loses its connection, if it has one. */
    public void lose(Loss how) {
        if (connection != null) {
            connection.lose(how);
        }
    }

    /** The user reads so many bytes a second for a time, 0 for none, and then as usual, until it loses the connection. */
    public void readSlowly(int bytesPerSecond, Duration during) {
        if (connection != null && connected && !settled.isDone()) {
            slowSinceUs = context.clock().nowUs();
            context.count(SLOW, 1);
            connection.readSlowly(bytesPerSecond, during);
        }
    }

    /** From now on the user comes back whenever it loses its connection, which then does not fail the answer. */
    public void comesBack() {
        comeback = new Comeback(context, settled);
    }

    /** How the user comes back to this answer. */
    public Comeback comeback() {
        return Objects.requireNonNull(comeback, "The user does not come back");
    }

    void connectEnded(boolean succeeded) {
        connected = succeeded;
        times.connected(context.clock().nowUs());
        context.measurements().connectEnded(succeeded);
    }

    /** The user has its connection from the answer before. */
    void connectionKept() {
        connected = true;
        times.connected(context.clock().nowUs());
    }

    void closing() {
        connected = false;
    }

    /**
     * The connection ended. If the user did not close it and the stream has not ended, the answer has failed.
     *
     * @param announced whether the server said so, so that no token can be called lost
     * @param mayReturn whether the server lets the user come back
     */
    void connectionClosed(boolean announced, boolean mayReturn, String how) {
        if (!connected) {
            return;
        }
        connected = false;
        if (slowSinceUs != NEVER && context.group() != null) {
            context.group().cutOff(context.clock().nowUs() - slowSinceUs);
            slowSinceUs = NEVER;
        }
        if (comeback == null || !mayReturn) {
            brokenOff("connection lost", how, announced);
        } else {
            lose(comeback, how);
        }
    }

    private void lose(Comeback returning, String how) {
        if (!reading.received().hasEnded() && !stopped) {
            returning.lost(how);
        }
    }

    // What the user waits for will not come. Counted by what happened and how; the row says when, too.
    private void brokenOff(String what, String how, boolean announced) {
        if (reading.received().hasEnded() || stopped) {
            return;
        }
        if (announced) {
            reading.received().breakOff();
        }
        var progress = times.isPosted()
                ? " after " + wanted.progress(reading.received().tokensSeen())
                : " before the question";
        var details = how.isEmpty() ? "" : " (" + how + ")";
        fail(new Failure(what + details, what + progress + details));
        settle();
    }

    public boolean isConnected() {
        return connected;
    }

    /** The server answered on the socket although the marker is missing, so the socket is not what failed. */
    void probeAnswered() {
        probed = true;
    }

    /** The marker is missing, and the server does not answer on the socket either. */
    void probeFailed() {
        fail(Failure.of("connection lost (the server does not answer on it)"));
    }

    void stepPassed(String step, long startMs, long endMs) {
        times.step(step, startMs, endMs);
        if (comeback != null && (step.equals(Socket.SUBSCRIBE) || step.equals(Socket.RECOVER))) {
            comeback.back(times);
        }
    }

    /** A step on the WebSocket failed. A user who comes back tries again. */
    void socketStepFailed(String step, long startMs, long endMs, String reason) {
        if (comeback == null) {
            stepFailed(step, startMs, endMs, reason);
            return;
        }
        context.rows().failed(scenario, step, startMs, endMs, reason);
        lose(comeback, step + ": " + reason);
    }

    /** A step failed: it gets a row, and the answer has failed. */
    void stepFailed(String step, long startMs, long endMs, String reason) {
        context.rows().failed(scenario, step, startMs, endMs, reason);
        fail(Failure.of(step + ": " + reason));
    }

    /** The server refused a step, so that nothing more will come. */
    void stepRefused(String step, long startMs, long endMs, String why) {
        if (comeback != null && Comeback.isTemporary(why)) {
            socketStepFailed(step, startMs, endMs, why);
            return;
        }
        reading.received().breakOff();
        stepFailed(step, startMs, endMs, why);
    }

    /** True while no step has failed. */
    public boolean isFine() {
        return failure == null;
    }

    private void fail(Failure found) {
        if (failure == null) {
            failure = found;
        }
    }

    /** The request is going out; running {@code hangUp} gives it up. */
    void canHangUp(Runnable hangUp) {
        var unused = hungUp.thenRun(hangUp);
    }

    /** The body of the request is made now; nothing but sending it remains. */
    void posted() {
        var nowUs = context.clock().nowUs();
        times.posted(nowUs);
        context.measurements().requestSent(nowUs - startedUs);
    }

    /**
     * The HTTP reply arrived.
     *
     * @throws IllegalArgumentException if it is not that of an answer
     */
    void replied(String body) {
        reading.readReply(body);
        replied = true;
        requestEnded.complete(null);
        if (reading.endsWithReply()) {
            settle();
        } else {
            settleIfDone();
        }
    }

    /** The stream that the answer comes by has broken off, without a word of the server's. */
    void streamBroken(String how) {
        brokenOff("connection lost", how, false);
        settle();
    }

    /** Nobody replied to the request before the user gave it up. */
    void unanswered() {
        unanswered = true;
    }

    /** The request ended without an answer; {@link #stepFailed} says why. */
    void refused() {
        refused = true;
        settle();
    }

    /**
     * The server has no room for the question, and says so (429, 503): it does not fail what it has begun.
     *
     * @param wait how long the user shall wait before it asks again
     */
    void turnedAway(Duration wait) {
        retryAfter = wait;
    }

    /** How long the server wants the user to wait before it asks again; null if it took the question. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    /** Stops the answer: hangs up, which makes the emulator cancel it, and takes no more of its tokens. */
    public void stop() {
        if (!settled.isDone()) {
            stopped = true;
            times.stopped(context.clock().nowUs());
            hungUp.complete(null);
            settle();
        }
    }

    /** The user is about to ask for the end of the answer, and reads on until its marker tells that it is over. */
    void cancel() {
        cancelled = true;
        tokensAtCancel = reading.received().tokensSeen();
        times.stopped(context.clock().nowUs());
    }

    /** Whether this reply to the question is what a user expects who has cancelled the answer. */
    boolean isCancelledBy(int status) {
        return cancelled && status == CANCELLED_STATUS;
    }

    /** The reply to the question tells that the answer was cancelled. */
    void cancelledByReply() {
        replied = true;
        requestEnded.complete(null);
        settleIfDone();
    }

    /** The user reads an answer that somebody else asks for, so no reply comes to it. */
    public void readAlong() {
        readsAlong = true;
        settleIfDone();
    }

    /** Completes when the request has ended, or when there is nothing more to wait for. */
    public CompletableFuture<Void> requestEnded() {
        return requestEnded;
    }

    /** Completes when marker and reply are here, or the answer has failed or was stopped. */
    public CompletableFuture<Void> settled() {
        return settled;
    }

    /** Completes with the token that makes half of the answer, or when there is nothing more to wait for. */
    public CompletableFuture<Void> halfway() {
        return halfway;
    }

    /** True if the marker overtook tokens that may still arrive. */
    public boolean mayStillMend() {
        return settled.isDone()
                && connected
                && isFine()
                && !stopped
                && reading.received().error() == null
                && reading.received().isIncomplete();
    }

    private void settleIfDone() {
        if (isComplete()) {
            settle();
        }
    }

    private boolean isComplete() {
        return (replied || readsAlong || !reading.needsReply())
                && reading.received().hasEnded();
    }

    private void settle() {
        halfway.complete(null);
        requestEnded.complete(null);
        settled.complete(null);
    }

    /** The epoch from which the channel can be recovered; empty if unknown. */
    String epoch() {
        return epoch;
    }

    /** The offset to recover from: the highest seen; 0 for the beginning. */
    long recoverFrom() {
        recoversFrom = reading.received().lastOffset();
        return recoversFrom;
    }

    /** Gives up a request that is still under way, judges what came, writes the answer's row and counts it. */
    public void finish() {
        var nowUs = context.clock().nowUs();
        if (!replied && !refused) {
            hungUp.complete(null);
        }
        var lost = comeback != null && comeback.isLost();
        if (comeback != null && lost) {
            brokenOff("connection lost and not back in time", comeback.how(), true);
        }
        var told =
                lost || (failure != null && !unanswered) || reading.received().error() != null;
        var received = new ReceivedAnswer(
                reading.received().tokensSeen(),
                isComplete(),
                refused,
                stopped || cancelled,
                times.isPosted() || readsAlong ? reading.judge() : List.of());
        var error = reading.received().error();
        if (error != null && !cancelled) {
            fail(new Failure("error marker", "error marker: " + error));
        }
        var violations = success.violations(received);
        violations.forEach(each -> fail(new Failure(each.kind().label(), describe(each))));
        success.missing(received).ifPresent(this::fail);
        var contradiction = received.complete() && !cancelled ? reading.contradiction(times) : null;
        if (contradiction != null) {
            fail(contradiction);
        }
        if (failure != null && reading instanceof ProfiledReading profiled && context.trace() != null) {
            context.note(Trace.Kind.READ, "the answer failed: " + failure.text());
            var advice = times.isPosted() ? profiled.advice() : null;
            if (advice != null) {
                context.note(Trace.Kind.ADVICE, advice);
            }
        }
        context.measurements().endings().ended(end(told), violations, failure == null ? null : failure.kind());
        if (failure == null) {
            times.passed(sessionId, traceId(), reading.idealUs(), reading.instance(), startedUs, nowUs);
            times.end(reading.instance());
            context.measurements().answerPassed(nowUs, times.goodness());
        } else {
            String reason = reason(failure, violations);
            context.rows().failed(scenario, Metric.ANSWER.title(), startedUs / 1000, nowUs / 1000, reason);
            if (retryAfter != null) {
                context.measurements().answerRefused(nowUs);
            }
            context.measurements().answerFailed(nowUs, failure.kind(), violations);
            times.end(reading.instance());
        }
        // A connection that is kept may still deliver; nothing of it counts any more.
        stopped = true;
    }

    private Ending end(boolean told) {
        if (failure == null) {
            return comeback != null && comeback.recoveries() > 0 ? Ending.RECOVERED : Ending.WHOLE;
        }
        return !told ? Ending.SILENT : reading.received().tokensSeen() == 0 ? Ending.REFUSED : Ending.TOLD;
    }

    private String describe(Anomaly anomaly) {
        var open = probed && anomaly.kind() == AnomalyKind.NO_MARKER;
        return anomaly.describe() + (open ? ", though the socket is open" : "");
    }

    private static String reason(Failure failure, List<Anomaly> violations) {
        var others = violations.stream()
                .map(Anomaly::describe)
                .filter(text -> !failure.text().startsWith(text))
                .collect(Collectors.joining("; "));
        return others.isEmpty() ? failure.text() : failure.text() + "; " + others;
    }

    /** True once nothing that comes counts any more. */
    boolean isStopped() {
        return stopped;
    }

    /** When the frame arrived that is being read, in microseconds since the epoch. */
    long frameUs() {
        return frameUs;
    }

    /** The user sees more of the text, or nothing yet, if the piece is empty. */
    void pieceCame(boolean empty, long receivedUs) {
        times.seen(receivedUs, empty);
    }

    /** A token came for the first time. */
    void tokenCame(Stamps stamps, long receivedUs) {
        context.measurements().tokenReceived(receivedUs);
        times.token(TokenTimes.of(stamps, receivedUs, context.clock().nowUs()));
        if (comeback != null && comeback.isToLose(reading.received().tokensSeen())) {
            lose(context.settings().losses().how());
        }
        if (reading.received().tokensSeen() >= wanted.halfwayTokens()) {
            halfway.complete(null);
        }
    }

    /** The end of the answer came. */
    void endCame(long receivedUs) {
        times.marker(receivedUs);
        silent();
        settleIfDone();
    }

    private void silent() {
        if (tokensAtCancel >= 0) {
            times.silent(frameUs);
            context.measurements().endings().wasted(reading.received().tokensSeen() - tokensAtCancel);
            tokensAtCancel = -1;
        }
    }

    /** The backend says that the answer has failed. */
    void errorCame() {
        silent();
        settleIfDone();
    }

    void subscribed(String epoch, boolean wasRecovering, boolean recovered) {
        var otherEpoch = !this.epoch.isEmpty() && !this.epoch.equals(epoch);
        this.epoch = epoch;
        // A fresh channel has nothing to recover, and the beginning of an old one is gone. So only the refusal of a
        // known position is a fault, or of the beginning if the channel is no longer the one that it was.
        if (wasRecovering && !recovered && (recoversFrom > 0 || otherEpoch)) {
            brokenOff("recovery refused by the server", "", true);
        } else if (comeback != null) {
            comeback.recovered();
        }
    }

    void unsubscribed(String channel, int code, String reason) {
        if (!connected || !channel.equals(channel())) {
            return;
        }
        var why = (code + " " + reason).strip();
        if (comeback != null && code >= FIRST_TO_SUBSCRIBE_AGAIN) {
            lose(comeback, "unsubscribed by the server: " + why);
        } else {
            brokenOff("unsubscribed by the server", why, true);
        }
    }

    void disconnected(int code, String reason) {
        goodbye = "disconnected by the server with " + CloseCode.describe(code, reason);
        // The close frame is still to come, or for the user to send.
        if (connected && (comeback == null || !CloseCode.mayReturn(code))) {
            brokenOff("connection lost", goodbye, true);
        }
    }

    /** How the server said that it ends the connection; empty if it did not, or not yet. */
    String goodbye() {
        return goodbye;
    }

    /** What came on the socket cannot be read by anybody. */
    void unreadable(String detail) {
        reading.onUnreadable(channel(), detail, 0);
    }
}
