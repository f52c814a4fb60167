package dev.llmemulator.load.scenarios;

import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.pause;

import dev.llmemulator.load.engine.Steps;
import dev.llmemulator.load.protocol.UserSession;
import io.gatling.javaapi.core.ChainBuilder;
import java.time.Duration;

/** The user loses the connection in the middle of the answer, comes back, and asks for the tokens it missed. */
public final class LeaveAndReturn extends Journey {
    private static final Duration AWAY = Duration.ofMillis(200);

    private final Duration answerTimeout;

    /** The journey of a run; see {@link Journey}. */
    public LeaveAndReturn(JourneyContext context) {
        super(context);
        answerTimeout = context.settings().answerTimeout();
    }

    @Override
    ChainBuilder whileAnswering() {
        return exec(Steps.await(
                        "watch half",
                        answerTimeout,
                        session -> UserSession.answer(session).halfway()))
                .exec(socket.close("drop"))
                .exec(pause(AWAY))
                .exec(socket.connect())
                .doIf(session -> !session.isFailed())
                .then(socket.auth())
                .doIf(session -> !session.isFailed())
                .then(socket.recover());
    }
}
