package dev.llmemulator.load.truth;

import java.util.List;

/**
 * What an emulator does at one moment of an answer. Moments are microseconds since the request arrived, or since its
 * user was last away.
 */
sealed interface Step {
    /** Publishes messages, together in as few frames as hold them. */
    record Publish(long atUs, List<Message> messages) implements Step {}

    /** Ends the HTTP request with a status, of which 200 brings the answer. */
    record Reply(long atUs, int status) implements Step {}

    /**
     * Waits until the user has gone, publishes, and waits until the user is back, who hears the messages that moment.
     */
    record WhileAway(List<Message> messages) implements Step {}
}
