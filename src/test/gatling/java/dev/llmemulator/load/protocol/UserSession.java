package dev.llmemulator.load.protocol;

import io.gatling.javaapi.core.Session;
import java.util.Objects;

/** What a virtual user carries in its session. */
public final class UserSession {
    private static final String ANSWER = "answer";

    private UserSession() {}

    /** The session of a user who turns to a new answer. */
    public static Session begin(Session session, AnswerInProgress answer) {
        return session.set(ANSWER, answer);
    }

    /** The answer that the user is at. */
    public static AnswerInProgress answer(Session session) {
        return Objects.requireNonNull(session.<AnswerInProgress>get(ANSWER), "The user has not begun an answer");
    }

    /** True once the user has begun an answer. */
    public static boolean hasAnswer(Session session) {
        return session.contains(ANSWER);
    }

    /** The name of the user towards Centrifugo. */
    static String name(Session session) {
        return "user-" + session.userId();
    }
}
