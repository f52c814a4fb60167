package dev.llmemulator.centrifugo;

/** Makes the exceptions that only the publisher can make, for tests of those who receive them. */
public final class Refusals {
    private Refusals() {}

    public static PublishException permanent(String message) {
        return PublishException.permanent(message);
    }
}
