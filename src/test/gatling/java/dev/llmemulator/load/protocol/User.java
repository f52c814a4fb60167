package dev.llmemulator.load.protocol;

import io.gatling.javaapi.core.Session;
import java.util.HashMap;
import java.util.Map;

/**
 * A virtual user.
 *
 * @param number from 1
 * @param saved what this user keeps for its next answers, by name: its JWT, or with a profile what replies told it
 */
public record User(long number, Map<String, String> saved) {
    private static final String KEY = "user";

    /** The user of a session of Gatling's that has one. */
    public static User of(Session session) {
        var known = session.<User>get(KEY);
        return known == null ? new User(session.userId(), new HashMap<>()) : known;
    }

    /** The session with this user. */
    public Session in(Session session) {
        return session.set(KEY, this);
    }

    public String name() {
        return "user-" + number;
    }
}
