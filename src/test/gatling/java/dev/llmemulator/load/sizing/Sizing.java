package dev.llmemulator.load.sizing;

import dev.llmemulator.load.sizing.MeasuredRun.Part;
import org.jspecify.annotations.Nullable;

/**
 * What so many users would need, in proportion to what a run measured.
 *
 * <pre>
 *   answering = users × seconds of an answer / (seconds of an answer + thinking time)
 *   tokens/s  = answering × tokens of an answer / seconds of an answer
 *   cores     = tokens/s × processor time of a token / 70 %
 *   memory    = memory without users + connections × memory of one; of Redis, tokens that it keeps
 * </pre>
 */
record Sizing(MeasuredRun run, ModelPace pace, double users, double thinkSeconds) {
    /** How busy processors may be, so that a burst does not make tokens late. */
    static final double BUSY = 0.7;

    /** Bytes of a token on the way to its user: JSON of a publication 214, WebSocket 4, TCP, IP and Ethernet 66. */
    static final int TOKEN_BYTES = 284;

    /** Memory of an answer in an emulator, by {@code bin/bench streams memory}, where the run does not tell. */
    static final double ANSWER_KB = 10;

    double answering() {
        return users * pace.answering(thinkSeconds);
    }

    double tokensPerSecond() {
        return answering() * pace.tokensPerSecond();
    }

    @Nullable
    Double cores(Part part) {
        return part.usPerToken() == null ? null : (Double) (tokensPerSecond() * part.usPerToken() / 1e6 / BUSY);
    }

    /** The cores of all parts whose processor time is known. */
    double cores() {
        return run.parts().stream()
                .map(this::cores)
                .mapToDouble(cores -> cores == null ? 0 : cores)
                .sum();
    }

    @Nullable
    Double memoryMb(Part part) {
        var kbEach = kbEach(part);
        return part.baseMb() == null || kbEach == null
                ? null
                : (Double) (part.baseMb() + most(part.kind()) * kbEach / 1e3);
    }

    /** What one of those takes that {@link #most} counts. */
    static @Nullable Double kbEach(Part part) {
        return part.kbEach() == null && part.kind().equals(MeasuredRun.EMULATOR) ? (Double) ANSWER_KB : part.kbEach();
    }

    /** How many there are at once of what takes memory: connections, or for Redis tokens that it keeps. */
    double most(String kind) {
        return switch (kind) {
            case MeasuredRun.EMULATOR -> answering();
            case MeasuredRun.HAPROXY -> users + answering();
            case MeasuredRun.REDIS -> tokensPerSecond() * MeasuredRun.KEPT_SECONDS;
            default -> users;
        };
    }

    /** HAProxy has two sockets for each connection: one to the user and one to the server. */
    double filesOfHaproxy() {
        return 2 * most(MeasuredRun.HAPROXY);
    }

    double megabitsPerSecond() {
        return tokensPerSecond() * TOKEN_BYTES * 8 / 1e6;
    }

    /** How many times more tokens a second than were measured, or users at once, whichever is more. */
    double extrapolated() {
        var byTokens = tokensPerSecond() / run.tokensPerSecond();
        return run.users() > 0 ? Math.max(byTokens, users / run.users()) : byTokens;
    }
}
