package dev.llmemulator.load.settings;

/** A setting that cannot be used; the message names the setting, its value and what is allowed. */
public final class SettingsException extends RuntimeException {
    SettingsException(String message) {
        super(message);
    }
}
