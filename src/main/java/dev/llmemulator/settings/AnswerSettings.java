package dev.llmemulator.settings;

import dev.llmemulator.answer.Model;
import dev.llmemulator.answer.Models;
import java.time.Duration;

/**
 * The answers that the emulator gives unless a request asks for others.
 *
 * @param model the model, with the numbers that were set by hand in place of its own
 */
public record AnswerSettings(Model model) {
    /** The longest time between two tokens that a request may ask for. */
    public static final Duration MAX_DELAY = Duration.ofSeconds(60);

    /** The longest time to the first token that a request may ask for. */
    public static final Duration MAX_TTFT = Duration.ofMinutes(10);

    static AnswerSettings from(SettingValues values) {
        var model = Models.named(values.get(EmulatorOptions.MODEL)).orElseThrow();
        var words = values.find(EmulatorOptions.WORDS).orElse(null);
        if (words != null) {
            if (words > model.maxWords()) {
                throw values.refuse(
                        EmulatorOptions.WORDS,
                        "a whole number from 1 to %d with the model %s".formatted(model.maxWords(), model.name()));
            }
            model = model.withWords(words);
        }
        var delay = values.find(EmulatorOptions.DELAY).orElse(null);
        if (delay != null) {
            model = model.withDelay(delay);
        }
        var ttft = values.find(EmulatorOptions.TTFT).orElse(null);
        return new AnswerSettings(ttft == null ? model : model.withTtft(ttft));
    }
}
