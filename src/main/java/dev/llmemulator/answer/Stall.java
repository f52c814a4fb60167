package dev.llmemulator.answer;

import java.time.Duration;

/** A silence in the middle of an answer, in nanoseconds: all tokens but the first {@code afterTokens} are that much later. */
public record Stall(int afterTokens, long ns) {
    public static final Stall NONE = new Stall(0, 0);

    public Stall(int afterTokens, Duration time) {
        this(afterTokens, time.toNanos());
    }
}
