package dev.llmemulator.load.measure;

import org.jspecify.annotations.Nullable;

/**
 * The complete answer of a run that exceeded its ideal most, token by token, in microseconds.
 *
 * @param traceId of the trace that servers were asked to keep; null if they were not
 * @param postedUs when the request was sent, since the epoch
 * @param offset of the server's clock; null if its times cannot be compared with ours
 */
public record SlowestAnswer(
        String sessionId,
        @Nullable String traceId,
        long answerUs,
        long idealUs,
        long postedUs,
        TimesBuffer times,
        @Nullable ClockOffset offset) {
    long excessUs() {
        return answerUs - idealUs;
    }
}
