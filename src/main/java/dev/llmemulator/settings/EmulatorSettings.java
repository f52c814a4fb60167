package dev.llmemulator.settings;

import java.util.Map;

/** All settings of one emulator. */
public record EmulatorSettings(HttpSettings http, AnswerSettings answer, PublishSettings publish) {
    /**
     * Reads the settings by the names of their environment variables.
     *
     * @throws InvalidSettingException naming the first setting that is missing or out of bounds
     */
    public static EmulatorSettings from(Map<String, String> values) {
        return new EmulatorSettings(
                HttpSettings.from(values), AnswerSettings.from(values), PublishSettings.from(values));
    }
}
