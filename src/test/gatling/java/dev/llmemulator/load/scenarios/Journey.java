package dev.llmemulator.load.scenarios;

import static io.gatling.javaapi.core.CoreDsl.doIf;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.pause;

import dev.llmemulator.load.engine.Steps;
import dev.llmemulator.load.engine.UserTrust;
import dev.llmemulator.load.protocol.AnswerInProgress;
import dev.llmemulator.load.protocol.CancelRequest;
import dev.llmemulator.load.protocol.QuestionRequest;
import dev.llmemulator.load.protocol.Socket;
import dev.llmemulator.load.protocol.SuccessPolicy;
import dev.llmemulator.load.protocol.User;
import dev.llmemulator.load.settings.Transport;
import dev.llmemulator.load.target.Profile;
import dev.llmemulator.load.target.ReplyRule;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a user does for one answer. A subclass puts the {@link #steps} together, from those that are offered here and
 * from Gatling's own.
 *
 * <p>Once a step has failed, those after it are skipped. However the answer ends, its slot is given back, its socket
 * closed and its row written, so the user's next answer starts afresh. With {@code -Dreuse} the user keeps its socket
 * over its answers, as long as it is sound.
 */
public abstract class Journey {
    private static final String TICKET = "ticket";

    // A token that the marker overtook gets this long to arrive before it counts as lost.
    private static final Duration GRACE = Duration.ofMillis(250);

    // The marker usually comes within milliseconds of the HTTP reply. After this the socket is asked if it is alive.
    private static final Duration MARKER_DEADLINE = Duration.ofSeconds(2);

    private final JourneyContext context;
    private final SuccessPolicy success;
    private final Socket socket;
    private final @Nullable Profile profile;
    private final boolean streamed;
    private final QuestionRequest request;
    private final CancelRequest cancellation;
    private final Duration answerTimeout;

    protected Journey(JourneyContext context) {
        this(context, SuccessPolicy.complete());
    }

    protected Journey(JourneyContext context, SuccessPolicy success) {
        this.context = context;
        this.success = success;
        var settings = context.settings();
        socket = context.socket();
        profile = settings.profile();
        streamed = settings.transport() == Transport.SSE;
        request = QuestionRequest.of(context.endpoints(), context.answers());
        cancellation = new CancelRequest(context.endpoints());
        answerTimeout = settings.answerTimeout();
    }

    /** What the user does, from connecting to closing. */
    protected abstract ChainBuilder steps();

    /** One answer after the other, as many as the settings ask for. */
    public final ChainBuilder answers() {
        return context.repeated(answer());
    }

    public final ChainBuilder answer() {
        return exec(context.engine().link())
                .exec(UserTrust.of(() -> context.endpoints().get().trust()))
                .exec(this::begin)
                .exec(request.before())
                .exec(steps())
                .exec(close())
                .exec(Journey::end)
                .exec(socket::rest);
    }

    /**
     * The session that a user's next answer belongs to. Each answer has one of its own, unless a subclass lets another
     * user ask and this one read along.
     */
    protected String sessionId(Session user) {
        return UUID.randomUUID().toString();
    }

    /**
     * Opens the user's WebSocket, unless it is open or the answer comes by an event stream, and says who the user is.
     * Rows: connect, auth.
     */
    protected final ChainBuilder connect() {
        return doIf(session -> !streamed && !Socket.isOpen(session))
                .then(unlessFailed(socket.connect()).exec(unlessFailed(socket.auth())));
    }

    /** Subscribes to the answer's channel, unless the answer comes by an event stream. Row: subscribe. */
    protected final ChainBuilder subscribe() {
        return streamed ? exec(Steps.none()) : unlessFailed(socket.subscribe());
    }

    /** Waits for a slot and sends the question. The user goes on while the answer comes. Row: POST /api/run. */
    protected final ChainBuilder ask() {
        return unlessFailed(exec(session -> session.set(TICKET, context.slots().enter()))
                .exec(Steps.await("wait for a slot", session -> ticket(session).granted()))
                .exec(unlessFailed(exec(Steps.beside("ask", request.send())))));
    }

    /** Reads until half of the answer is here. */
    protected final ChainBuilder readHalf() {
        return unlessFailed(read("read half", answerTimeout, AnswerInProgress::halfway));
    }

    /** Reads until the answer is complete. */
    protected final ChainBuilder readToTheEnd() {
        return unlessFailed(read("wait for the reply", answerTimeout, AnswerInProgress::requestEnded)
                .exec(read("wait for the marker", markerDeadline(), AnswerInProgress::settled))
                .doIf(session ->
                        !streamed && !AnswerInProgress.of(session).settled().isDone())
                .then(socket.probe()
                        .exec(unlessFailed(
                                read("wait longer for the marker", answerTimeout, AnswerInProgress::settled))))
                .exec(awaitLateTokens()));
    }

    /** Leaves tokens that the marker overtook some time to arrive. */
    protected final ChainBuilder awaitLateTokens() {
        return doIf(session -> AnswerInProgress.of(session).mayStillMend()).then(pause(GRACE));
    }

    // A reply that comes at once says nothing of when the marker comes.
    private Duration markerDeadline() {
        return profile == null || profile.reply().comes() == ReplyRule.Comes.END ? MARKER_DEADLINE : answerTimeout;
    }

    /** What comes first, by the profile; without one the user subscribes and then asks. */
    protected final Profile.Order order() {
        return profile == null ? Profile.Order.SUBSCRIBE_THEN_ASK : profile.order();
    }

    /** Waits for the reply, if only that tells the answer's channel. */
    protected final ChainBuilder learnChannel() {
        return doIf(session -> !AnswerInProgress.of(session).hasChannel()).then(awaitReply(answerTimeout));
    }

    /** Waits until the request has ended, at most for so long. */
    protected final ChainBuilder awaitReply(Duration limit) {
        return unlessFailed(read("wait for the reply", limit, AnswerInProgress::requestEnded));
    }

    /** Reads the answer that another user of the session asks for, until it is complete. In place of {@link #ask}. */
    protected final ChainBuilder readAlong() {
        return unlessFailed(exec(session -> {
                    AnswerInProgress.of(session).readAlong();
                    return session;
                })
                .exec(read("wait for the marker", answerTimeout, AnswerInProgress::settled))
                .exec(awaitLateTokens()));
    }

    private static ChainBuilder read(
            String name, Duration limit, Function<AnswerInProgress, CompletableFuture<Void>> event) {
        return exec(Steps.await(name, limit, session -> event.apply(AnswerInProgress.of(session))));
    }

    /** Stops the answer: hangs up on the request, so that the emulator cancels it. */
    protected final ChainBuilder stop() {
        return unlessFailed(exec(session -> {
            AnswerInProgress.of(session).stop();
            return session;
        }));
    }

    /** Stays connected for so long, or until the connection is lost. */
    protected final ChainBuilder stayConnected(Duration limit) {
        return unlessFailed(read("stay connected", limit, AnswerInProgress::settled));
    }

    /** Asks the emulator for the end of the answer, as one who presses Stop. Row: DELETE /api/run. */
    protected final ChainBuilder cancel() {
        return unlessFailed(cancellation.send());
    }

    /** Loses the connection. Row: drop. */
    protected final ChainBuilder drop() {
        return unlessFailed(socket.close("drop"));
    }

    /** Subscribes again and asks for all that was published since the connection was lost. Row: recover. */
    protected final ChainBuilder recover() {
        return unlessFailed(socket.recover());
    }

    /**
     * Gives the slot back and closes the WebSocket, if it is open. Row: close. With {@code -Dreuse} the user only leaves
     * the answer's channel. Row: unsubscribe.
     */
    protected final ChainBuilder close() {
        return exec(Journey::leave).exec(context.settings().reuse() ? socket.unsubscribeOrClose() : context.goodbye());
    }

    /** These steps, unless one before them has failed. */
    protected static ChainBuilder unlessFailed(ChainBuilder steps) {
        return doIf(session ->
                        !session.isFailed() && AnswerInProgress.of(session).isFine())
                .then(steps);
    }

    private Session begin(Session session) {
        var cycle = session.contains(JourneyContext.CYCLE) ? session.getInt(JourneyContext.CYCLE) : 0;
        var user = User.of(session);
        var sessionId = profile != null && profile.sessionOfUser()
                ? user.saved().computeIfAbsent("session", any -> sessionId(session))
                : sessionId(session);
        var answer = new AnswerInProgress(sessionId, session.scenario(), user, cycle, success, context.answers());
        var arrivals = context.arrivals();
        // Whoever asks again asks when the answer before is read; nobody else decides when that is due.
        if (arrivals != null && AnswerInProgress.latest(session) == null) {
            answer.arrived(
                    arrivals.dueUs(session.userId(), context.answers().clock().nowUs()));
        }
        return answer.in(
                user.in(socket.serve(session, answer)).markAsSucceeded().remove(TICKET));
    }

    private static Session leave(Session session) {
        if (session.contains(TICKET)) {
            ticket(session).leave();
        }
        return session;
    }

    private static Session end(Session session) {
        AnswerInProgress.of(session).finish();
        return session.markAsSucceeded();
    }

    private static AnswerSlots.Ticket ticket(Session session) {
        return Objects.requireNonNull(session.<AnswerSlots.Ticket>get(TICKET), "The user has no ticket");
    }
}
