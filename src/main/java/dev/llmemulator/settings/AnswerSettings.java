package dev.llmemulator.settings;

import java.time.Duration;
import java.util.Map;

/**
 * What an answer is like unless its request says otherwise.
 *
 * @param words words of the text; one token each
 * @param delay time between two tokens
 * @param ttft time from the request to the first token
 */
public record AnswerSettings(int words, Duration delay, Duration ttft) {
    public static final int MAX_WORDS = 100_000;
    public static final Duration MAX_DELAY = Duration.ofSeconds(60);
    public static final Duration MAX_TTFT = Duration.ofMinutes(10);

    public static AnswerSettings from(Map<String, String> values) {
        var text = new SettingText(values);
        return new AnswerSettings(
                text.integer("RESPONSE_LENGTH_WORDS", 100, 1, MAX_WORDS),
                text.seconds("TOKEN_DELAY_SECONDS", Duration.ofMillis(10), Duration.ZERO, MAX_DELAY),
                text.seconds("TTFT_SECONDS", Duration.ZERO, Duration.ZERO, MAX_TTFT));
    }
}
