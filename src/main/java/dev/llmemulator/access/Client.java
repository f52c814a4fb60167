package dev.llmemulator.access;

import dev.llmemulator.access.Refusal.Reason;
import java.util.function.Predicate;

/**
 * Who sends requests, as far as it is known.
 *
 * @param id what its limits count for, and what the log calls it: {@code key:NAME}, {@code sub:SUBJECT} or {@code address:IP}
 * @param sessions the sessions in which it may ask
 */
public record Client(String id, Predicate<String> sessions) {
    /** A client that is known by nothing but its address. */
    public static Client at(String address) {
        return new Client("address:" + address, session -> true);
    }

    /**
     * Lets the client ask in its own sessions.
     *
     * @throws Refusal for any other
     */
    public void requireSession(String sessionId) throws Refusal {
        if (!sessions.test(sessionId)) {
            throw new Refusal(Reason.FORBIDDEN, "The JWT does not cover this session_id");
        }
    }
}
