package dev.llmemulator.settings;

import java.util.Map;

/**
 * What the OpenAI API of the emulator needs to know.
 *
 * @param modelAliases the emulated model for each other name that a request may give
 * @param streamBuffer how many bytes of a stream may wait for its client
 */
public record OpenAiSettings(Map<String, String> modelAliases, int streamBuffer) {
    /** The largest request body in bytes: a conversation is sent whole with every question. Larger ones get 413. */
    public static final int MAX_BODY_BYTES = 1024 * 1024;

    static OpenAiSettings from(SettingValues values) {
        return new OpenAiSettings(
                values.find(EmulatorOptions.MODEL_ALIASES).orElse(Map.of()), values.get(EmulatorOptions.STREAM_BUFFER));
    }
}
