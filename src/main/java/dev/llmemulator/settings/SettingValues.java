package dev.llmemulator.settings;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The settings that a user gave, as text by name; blank text counts as not given. */
public final class SettingValues {
    private final Map<String, String> texts;

    public SettingValues(Map<String, String> texts) {
        this.texts = texts;
    }

    /**
     * The value that was given, or else the default.
     *
     * @throws InvalidSettingException if the value is not accepted, or if there is none
     */
    public <T> T get(Setting<T> setting) {
        return find(setting)
                .or(() -> Optional.ofNullable(setting.fallback())
                        .flatMap(setting.type().reader()))
                .orElseThrow(() -> missing(setting));
    }

    /**
     * The value that was given, if any.
     *
     * @throws InvalidSettingException if it is not accepted
     */
    public <T> Optional<T> find(Setting<T> setting) {
        var name = nameOf(setting);
        return name == null ? Optional.empty() : Optional.of(read(setting, name));
    }

    /** The name under which the setting was given; null if it was not. */
    public @Nullable String nameOf(Setting<?> setting) {
        return setting.names().stream()
                .filter(name -> !texts.getOrDefault(name, "").isBlank())
                .findFirst()
                .orElse(null);
    }

    /** Refuses a setting that was given with nothing in it, where leaving it out would mean something else. */
    public void refuseEmpty(Setting<?> setting) {
        for (var name : setting.names()) {
            var text = texts.get(name);
            if (text != null && text.isBlank()) {
                throw new InvalidSettingException(
                        "Setting %s is empty: give it a value or leave it out.".formatted(name));
            }
        }
    }

    /**
     * Refuses settings that mean nothing without another, which was not given.
     *
     * @throws InvalidSettingException if any of them was given
     */
    void needs(Setting<?> missing, Setting<?>... useless) {
        for (var setting : useless) {
            var name = nameOf(setting);
            if (name != null) {
                throw new InvalidSettingException("Setting %s means nothing without %s."
                        .formatted(name, missing.names().get(missing.names().size() - 1)));
            }
        }
    }

    /** What was given under names that begin so, whether or not there is such a setting. */
    Map<String, String> startingWith(String prefix) {
        return texts.entrySet().stream()
                .filter(each ->
                        each.getKey().startsWith(prefix) && !each.getValue().isBlank())
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, each -> each.getValue().strip()));
    }

    /** The error for a setting that was given with a value that something else rules out. */
    public InvalidSettingException refuse(Setting<?> setting, String accepted) {
        var name = nameOf(setting);
        return name == null ? missing(setting) : InvalidSettingException.value(name, text(name), accepted);
    }

    private <T> T read(Setting<T> setting, String name) {
        var text = text(name);
        try {
            var value = setting.type().reader().apply(text);
            if (value.isPresent()) {
                return value.get();
            }
        } catch (IllegalArgumentException e) {
            // The sentence below says what would be accepted, which helps more than why this was not.
        }
        throw InvalidSettingException.value(
                name, setting.type().secret() ? "***" : text, setting.type().accepts());
    }

    private String text(String name) {
        return texts.getOrDefault(name, "").strip();
    }

    private static InvalidSettingException missing(Setting<?> setting) {
        return new InvalidSettingException("Setting %s is missing. %s".formatted(setting.name(), setting.meaning()));
    }
}
