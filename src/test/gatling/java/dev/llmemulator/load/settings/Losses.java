package dev.llmemulator.load.settings;

import dev.llmemulator.settings.SettingValues;

/**
 * How users lose their connections.
 *
 * @param times how often in each answer, evenly spread over its tokens
 * @param jitter whether users spread their attempts to come back
 */
public record Losses(Loss how, int times, boolean jitter) {
    static Losses from(SettingValues values) {
        return new Losses(
                Loss.of(values.get(LoadOptions.DROP)),
                values.find(LoadOptions.DROPS)
                        .orElse(values.find(LoadOptions.FAULTS).isPresent() ? 0 : 1),
                values.get(LoadOptions.JITTER));
    }
}
