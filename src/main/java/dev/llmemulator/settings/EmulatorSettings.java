package dev.llmemulator.settings;

import java.util.Map;

/** All settings of one emulator. */
public record EmulatorSettings(HttpSettings http, AnswerSettings answer, PublishSettings publish) {
    /**
     * Reads the settings from text by environment variable or flag, such as {@code PORT} or {@code --port}; the flag
     * wins.
     *
     * @throws InvalidSettingException for the first setting that is missing or not accepted
     */
    public static EmulatorSettings from(Map<String, String> texts) {
        var values = new SettingValues(texts);
        return new EmulatorSettings(
                HttpSettings.from(values), AnswerSettings.from(values), PublishSettings.from(values));
    }
}
