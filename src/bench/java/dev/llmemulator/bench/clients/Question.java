package dev.llmemulator.bench.clients;

import java.time.Duration;
import java.util.Locale;

/**
 * What is asked of the emulator.
 *
 * @param session names the channel of the answer
 * @param words tokens of the answer
 * @param ttft time to its first token
 * @param delay time between two of its tokens
 */
public record Question(String session, int words, Duration ttft, Duration delay) {
    /** The time of an infinitely fast system from the first token to the last, in microseconds. */
    long idealUs() {
        return (ttft.toNanos() + (words - 1) * delay.toNanos()) / 1_000;
    }

    String json() {
        return String.format(
                Locale.ROOT,
                "{\"session_id\":\"%s\",\"question\":\"Why?\",\"words\":%d,\"ttft\":%.9f,\"delay\":%.9f}",
                session,
                words,
                ttft.toNanos() / 1e9,
                delay.toNanos() / 1e9);
    }
}
