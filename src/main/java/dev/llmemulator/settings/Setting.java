package dev.llmemulator.settings;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One setting of a program. Its reading, its error messages, its help and its documentation all come from this entry.
 *
 * @param names the names it may be given under, the strongest first: usually a flag, then an environment variable
 * @param type the values it accepts
 * @param fallback the text that counts when it is not given; null if there is none
 * @param shownDefault the default as a reader sees it; empty if there is none
 * @param meaning what it does, as a sentence
 */
public record Setting<T>(
        List<String> names, SettingType<T> type, @Nullable String fallback, String shownDefault, String meaning) {
    public static <T> Setting<T> of(List<String> names, SettingType<T> type, String meaning) {
        return new Setting<>(names, type, null, "", meaning);
    }

    /** The same setting with a default value, written as a user would write it. */
    public Setting<T> withDefault(String value) {
        return new Setting<>(names, type, value, value, meaning);
    }

    /** The same setting with a default that depends on other settings, described for the reader. */
    public Setting<T> withDerivedDefault(String description) {
        return new Setting<>(names, type, null, description, meaning);
    }

    public Optional<String> variable() {
        return names.stream().filter(name -> name.matches("[A-Z][A-Z_]*")).findFirst();
    }

    public String name() {
        return names.get(0);
    }
}
