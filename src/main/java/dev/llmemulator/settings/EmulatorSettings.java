package dev.llmemulator.settings;

import dev.llmemulator.answer.Model;
import dev.llmemulator.answer.Models;
import java.util.Map;

/**
 * All settings of one emulator.
 *
 * @param model what it emulates unless a request asks for another; numbers set by hand replace the model's own
 */
public record EmulatorSettings(
        HttpSettings http,
        AccessSettings access,
        Model model,
        PublishSettings publish,
        OpenAiSettings openAi,
        GraphQlSettings graphQl,
        TracingSettings tracing) {
    /**
     * Reads the settings from text by environment variable or flag, such as {@code PORT} or {@code --port}; the flag
     * wins.
     *
     * @throws InvalidSettingException for the first setting that is missing or not accepted
     */
    public static EmulatorSettings from(Map<String, String> texts) {
        var values = new SettingValues(texts);
        return new EmulatorSettings(
                HttpSettings.from(values),
                AccessSettings.from(values),
                model(values),
                PublishSettings.from(values),
                OpenAiSettings.from(values),
                GraphQlSettings.from(values),
                TracingSettings.from(values));
    }

    private static Model model(SettingValues values) {
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
        model = values.find(EmulatorOptions.DELAY).map(model::withDelay).orElse(model);
        return values.find(EmulatorOptions.TTFT).map(model::withTtft).orElse(model);
    }
}
