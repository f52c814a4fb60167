package dev.llmemulator.load.settings;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one setting at a time: a property ({@code -Dclients}) beats the environment ({@code NUM_CLIENTS}); blank counts as absent. */
final class SettingReader {
    private final Map<String, String> properties;
    private final Map<String, String> environment;

    SettingReader(Map<String, String> properties, Map<String, String> environment) {
        this.properties = properties;
        this.environment = environment;
    }

    /** A setting as it was found, with the name under which it was given. */
    record Found(String name, String value) {
        SettingsException refuse(String allowed) {
            return new SettingsException(
                    String.format("Setting %s has the value \"%s\", but must be %s.", name, value, allowed));
        }
    }

    @Nullable
    Found find(String property, String variable) {
        var fromProperty = properties.get(property);
        if (fromProperty != null && !fromProperty.isBlank()) {
            return new Found("-D" + property, fromProperty.trim());
        }
        var fromEnvironment = environment.get(variable);
        if (fromEnvironment != null && !fromEnvironment.isBlank()) {
            return new Found(variable, fromEnvironment.trim());
        }
        return null;
    }

    boolean has(String property, String variable) {
        return find(property, variable) != null;
    }

    /** A name of letters, digits and {@code . _ -}. */
    String name(String property, String variable, String whenAbsent) {
        var found = find(property, variable);
        if (found == null) {
            return whenAbsent;
        }
        if (!found.value().matches("[A-Za-z0-9._-]{1,64}")) {
            throw found.refuse("a name, 1 to 64 characters of A-Z a-z 0-9 . _ -");
        }
        return found.value();
    }

    int integer(String property, String variable, int whenAbsent, int least, int most) {
        var found = find(property, variable);
        if (found == null) {
            return whenAbsent;
        }
        String allowed = String.format("a whole number from %d to %d", least, most);
        try {
            var value = Integer.parseInt(found.value());
            if (value < least || value > most) {
                throw found.refuse(allowed);
            }
            return value;
        } catch (NumberFormatException e) {
            throw found.refuse(allowed);
        }
    }

    @Nullable
    Long wholeNumber(String property, String variable) {
        var found = find(property, variable);
        if (found == null) {
            return null;
        }
        try {
            return Long.valueOf(found.value());
        } catch (NumberFormatException e) {
            throw found.refuse("a whole number of at most 64 bits");
        }
    }

    /** The number that a setting was found to be. */
    static double number(Found found, String least, String most) {
        return decimal(found, "a number", least, most).doubleValue();
    }

    /** A span given in seconds, fractions allowed, kept to the nanosecond. */
    Duration seconds(String property, String variable, Duration whenAbsent, String least, String most) {
        var found = find(property, variable);
        return found == null
                ? whenAbsent
                : Duration.ofNanos(decimal(found, "a number of seconds", least, most)
                        .movePointRight(9)
                        .longValue());
    }

    private static BigDecimal decimal(Found found, String what, String least, String most) {
        String allowed = String.format("%s from %s to %s", what, least, most);
        try {
            var value = new BigDecimal(found.value());
            if (value.compareTo(new BigDecimal(least)) < 0 || value.compareTo(new BigDecimal(most)) > 0) {
                throw found.refuse(allowed);
            }
            return value;
        } catch (NumberFormatException e) {
            throw found.refuse(allowed);
        }
    }

    /** True or false when given, null for {@code auto} or absent. */
    @Nullable
    Boolean trueFalseOrAuto(String property, String variable) {
        var found = find(property, variable);
        if (found == null) {
            return null;
        }
        return switch (found.value().toLowerCase(Locale.ROOT)) {
            case "true" -> Boolean.TRUE;
            case "false" -> Boolean.FALSE;
            case "auto" -> null;
            default -> throw found.refuse("true, false or auto");
        };
    }
}
