package dev.llmemulator.settings;

import dev.llmemulator.answer.Model;
import dev.llmemulator.answer.Models;
import java.time.Duration;
import java.util.Map;

/**
 * What an answer is like unless its request says otherwise.
 *
 * @param model with the numbers that were set by hand in place of its own
 */
public record AnswerSettings(Model model) {
    public static final Duration MAX_DELAY = Duration.ofSeconds(60);
    public static final Duration MAX_TTFT = Duration.ofMinutes(10);

    public static AnswerSettings from(Map<String, String> values) {
        var text = new SettingText(values);
        var model = model(text.text("MODEL", Models.CONSTANT.name()));
        if (text.has("RESPONSE_LENGTH_WORDS")) {
            model = model.withWords(text.integer("RESPONSE_LENGTH_WORDS", 1, 1, model.maxWords()));
        }
        if (text.has("TOKEN_DELAY_SECONDS")) {
            model = model.withDelay(text.seconds("TOKEN_DELAY_SECONDS", Duration.ZERO, Duration.ZERO, MAX_DELAY));
        }
        if (text.has("TTFT_SECONDS")) {
            model = model.withTtft(text.seconds("TTFT_SECONDS", Duration.ZERO, Duration.ZERO, MAX_TTFT));
        }
        return new AnswerSettings(model);
    }

    private static Model model(String name) {
        return Models.named(name)
                .orElseThrow(() ->
                        new InvalidSettingException("MODEL", name, "one of " + String.join(", ", Models.names())));
    }
}
