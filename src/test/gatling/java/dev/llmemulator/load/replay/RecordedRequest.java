package dev.llmemulator.load.replay;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One request of a recording.
 *
 * @param atUs when it came, in microseconds after the first one
 * @param questionTokens 0 if the recording does not tell
 * @param answerTokens at least 1
 * @param delay the time between two tokens; null if the recording does not tell
 * @param ttft the time to the first token; null if the recording does not tell
 */
public record RecordedRequest(
        long atUs,
        int questionTokens,
        int answerTokens,
        @Nullable Duration delay,
        @Nullable Duration ttft) {
    RecordedRequest at(long us) {
        return new RecordedRequest(us, questionTokens, answerTokens, delay, ttft);
    }
}
