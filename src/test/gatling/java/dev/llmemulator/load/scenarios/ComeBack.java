package dev.llmemulator.load.scenarios;

import static io.gatling.javaapi.core.CoreDsl.asLongAs;
import static io.gatling.javaapi.core.CoreDsl.exec;

import dev.llmemulator.load.engine.Steps;
import dev.llmemulator.load.protocol.AnswerInProgress;
import dev.llmemulator.load.protocol.Comeback;
import dev.llmemulator.load.protocol.Socket;
import dev.llmemulator.load.settings.Losses;
import dev.llmemulator.load.target.Profile;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The user watches the answer come, and comes back whenever it loses its connection, as Centrifugo's official clients
 * do: with exponential back-off and full jitter, and by offset and epoch. It gives up when the time for the answer is
 * over, or when the server refuses for good.
 */
public class ComeBack extends Journey {
    private static final String DEADLINE = "deadline";

    private final Duration answerTimeout;
    private final Losses losses;
    private final int times;
    private final int halfway;
    private final @Nullable Rendezvous storm;

    public ComeBack(JourneyContext context) {
        this(context, null, context.settings().losses().times(), Duration.ZERO);
    }

    /**
     * The same for users who lose their connections together.
     *
     * @param storm where each comes in the middle of its answer, to lose its connection when all are there
     */
    public ComeBack(JourneyContext context, Rendezvous storm) {
        this(context, storm, 0, Duration.ZERO);
    }

    private ComeBack(JourneyContext context, @Nullable Rendezvous storm, int times, Duration more) {
        super(context);
        answerTimeout = context.settings().answerTimeout().plus(more);
        losses = context.settings().losses();
        this.times = times;
        halfway = context.settings().halfwayTokens();
        this.storm = storm;
    }

    /** The same for users who lose no connection of themselves, and whose answers may take so much longer. */
    protected ComeBack(JourneyContext context, Duration more) {
        this(context, null, 0, more);
    }

    /** Users who lose no connection of themselves. */
    public static ComeBack ifLost(JourneyContext context) {
        return new ComeBack(context, Duration.ZERO);
    }

    /** What the user does beside reading, once it has asked. */
    protected ChainBuilder meanwhile() {
        return storm == null ? exec(Steps.none()) : loseTogether(storm);
    }

    @Override
    protected final ChainBuilder steps() {
        var begun = order() == Profile.Order.ASK_THEN_SUBSCRIBE
                ? ask().exec(connect(), learnChannel(), subscribe(), comeBack(subscribe()))
                : connect()
                        .exec(subscribe(), comeBack(subscribe()))
                        .exec(this::startTheTime)
                        .exec(ask());
        return exec(this::begin)
                .exec(begun)
                .exec(meanwhile())
                .exec(asLongAs(ComeBack::mayGoOn)
                        .on(exec(Steps.await(
                                        "read",
                                        session -> within(
                                                timeLeft(session),
                                                comeback(session).lostOrSettled())))
                                .exec(comeBack(recover()))))
                .exec(awaitLateTokens(), close());
    }

    private ChainBuilder loseTogether(Rendezvous all) {
        return exec(Steps.beside(
                "lose the connection",
                exec(Steps.await(
                                "read half",
                                session -> AnswerInProgress.of(session).halfway()))
                        .exec(Steps.await("wait for all", session -> all.arrive()))
                        .exec(session -> {
                            AnswerInProgress.of(session).lose(losses.how());
                            return session;
                        })));
    }

    /** Connects and takes these steps, again and again, until the user is subscribed. */
    private ChainBuilder comeBack(ChainBuilder subscribing) {
        return asLongAs(session -> mayGoOn(session) && comeback(session).isLost())
                .on(exec(Steps.await("back off", this::backOff))
                        .exec(Session::markAsSucceeded)
                        .doIf(session -> Socket.isOpen(session) && !Socket.isSound(session))
                        .then(drop())
                        .exec(session -> Socket.forget(session.markAsSucceeded()))
                        .exec(connect(), subscribing));
    }

    private CompletableFuture<Void> backOff(Session session) {
        var attempt = comeback(session).nextAttempt();
        // Who has lost its subscription alone subscribes again at once.
        var delay = attempt == 0 && Socket.isSound(session)
                ? Duration.ZERO
                : losses.jitter()
                        ? Backoff.delay(attempt, ThreadLocalRandom.current())
                        : Backoff.withoutJitter(attempt);
        return within(delay, AnswerInProgress.of(session).settled());
    }

    private static CompletableFuture<Void> within(Duration limit, CompletableFuture<Void> event) {
        return event.isDone()
                ? event
                : event.copy().completeOnTimeout(null, Math.max(0, limit.toNanos()), TimeUnit.NANOSECONDS);
    }

    private Session begin(Session session) {
        var answer = AnswerInProgress.of(session);
        answer.comesBack();
        answer.comeback().loses(times, 2 * halfway);
        return startTheTime(session);
    }

    private Session startTheTime(Session session) {
        return session.set(DEADLINE, System.nanoTime() + answerTimeout.toNanos());
    }

    private static Duration timeLeft(Session session) {
        return Duration.ofNanos(session.getLong(DEADLINE) - System.nanoTime());
    }

    private static boolean mayGoOn(Session session) {
        var answer = AnswerInProgress.of(session);
        return answer.isFine()
                && !answer.settled().isDone()
                && timeLeft(session).compareTo(Duration.ZERO) > 0;
    }

    private static Comeback comeback(Session session) {
        return AnswerInProgress.of(session).comeback();
    }
}
