package dev.llmemulator.load.scenarios;

import static io.gatling.javaapi.core.CoreDsl.during;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.pause;
import static io.gatling.javaapi.core.CoreDsl.repeat;

import dev.llmemulator.load.engine.EngineLink;
import dev.llmemulator.load.engine.Steps;
import dev.llmemulator.load.protocol.Answer;
import dev.llmemulator.load.protocol.AnswerContext;
import dev.llmemulator.load.protocol.RunRequest;
import dev.llmemulator.load.protocol.Socket;
import dev.llmemulator.load.protocol.UserSession;
import dev.llmemulator.load.settings.LoadSettings;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A user's way to one answer: the pieces that all journeys share, and the frame around them.
 *
 * <p>Whatever fails, the way always leads through giving back the slot, closing the socket and ending the answer, so that nothing leaks
 * and the user's next answer starts afresh.
 */
abstract class Journey {
    private static final String CYCLE = "cycle";
    private static final String TICKET = "ticket";

    // A token that was overtaken by the marker gets this long to arrive before it counts as lost.
    private static final Duration GRACE = Duration.ofMillis(250);

    // With the HTTP reply there, the marker is usually a few ms away. After this the socket is asked whether it is
    // still alive.
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    final Socket socket;
    private final LoadSettings settings;
    private final RunRequest request;
    private final AnswerContext answers;
    private final EngineLink engine;
    private final AnswerSlots slots;
    private final @Nullable ArrivalTimes arrivals;

    Journey(JourneyContext context) {
        settings = context.settings();
        answers = context.answers();
        engine = context.engine();
        socket = new Socket(context.endpoints(), settings.connectTimeout());
        request = new RunRequest(context.endpoints(), settings);
        slots = new AnswerSlots(settings.maxConcurrent());
        arrivals = settings.arrivals() == null ? null : new ArrivalTimes(settings.arrivals());
    }

    /** What the user does between sending the question and waiting for the end of the answer. */
    abstract ChainBuilder whileAnswering();

    /** One answer after the other, as many as the settings say or for as long as they say. */
    public final ChainBuilder answers() {
        var repeatFor = settings.repeatFor();
        return repeatFor == null
                ? repeat(settings.cycles(), CYCLE).on(answer(), think())
                // Looks at the time before each answer only, so that an answer under way ends.
                : during(repeatFor, CYCLE, false).on(answer(), think());
    }

    private ChainBuilder think() {
        return settings.think().isZero() ? ChainBuilder.EMPTY : exec(pause(settings.think()));
    }

    /** One answer, from the user's connecting to its closing. */
    public final ChainBuilder answer() {
        return exec(engine.link())
                .exec(this::begin)
                .exec(socket.connect())
                .doIf(Journey::goesWell)
                .then(socket.auth())
                .doIf(Journey::goesWell)
                .then(socket.subscribe())
                .doIf(Journey::goesWell)
                .then(exec(session -> session.set(TICKET, slots.enter()))
                        .exec(Steps.await(
                                "wait for a slot", session -> ticket(session).granted()))
                        .exec(Steps.beside("ask", request.send()))
                        .exec(whileAnswering())
                        .exec(waitForTheEnd())
                        .exec(session -> {
                            ticket(session).leave();
                            return session;
                        }))
                .doIfOrElse(session -> UserSession.answer(session).isConnected())
                .then(socket.close("close"))
                .orElse(socket.forget())
                .exec(Journey::end);
    }

    private ChainBuilder waitForTheEnd() {
        return exec(Steps.await(
                        "wait for the reply",
                        settings.answerTimeout(),
                        session -> UserSession.answer(session).requestEnded()))
                .exec(Steps.await(
                        "wait for the marker",
                        PATIENCE,
                        session -> UserSession.answer(session).settled()))
                .doIf(session -> !UserSession.answer(session).isSettled())
                .then(socket.probe())
                .doIf(session -> !UserSession.answer(session).isSettled() && !session.isFailed())
                .then(exec(Steps.await(
                        "wait longer for the marker",
                        settings.answerTimeout(),
                        session -> UserSession.answer(session).settled())))
                .doIf(session -> UserSession.answer(session).mayStillMend())
                .then(exec(pause(GRACE)));
    }

    private Session begin(Session session) {
        int cycle = session.contains(CYCLE) ? session.getInt(CYCLE) : 0;
        var answer = new Answer(UUID.randomUUID().toString(), session.scenario(), cycle, answers);
        if (arrivals != null) {
            answer.arrived(arrivals.dueUs(session.userId(), answers.clock().nowUs()));
        }
        return UserSession.begin(session.markAsSucceeded(), answer);
    }

    private static Session end(Session session) {
        UserSession.answer(session).finish();
        return session.markAsSucceeded();
    }

    private static boolean goesWell(Session session) {
        return !session.isFailed();
    }

    private static AnswerSlots.Ticket ticket(Session session) {
        return Objects.requireNonNull(session.<AnswerSlots.Ticket>get(TICKET), "The user has no ticket");
    }
}
