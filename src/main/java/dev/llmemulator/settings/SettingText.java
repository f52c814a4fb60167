package dev.llmemulator.settings;

import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads typed values out of a map of names to text; blank text counts as not set. */
final class SettingText {
    private static final BigDecimal NANOS_PER_SECOND = BigDecimal.valueOf(1_000_000_000);

    private final Map<String, String> values;

    SettingText(Map<String, String> values) {
        this.values = values;
    }

    boolean has(String name) {
        return raw(name) != null;
    }

    String text(String name, String fallback) {
        var text = raw(name);
        return text == null ? fallback : text;
    }

    String required(String name, String why) {
        var text = raw(name);
        if (text == null) {
            throw InvalidSettingException.missing(name, why);
        }
        return text;
    }

    int integer(String name, int fallback, int least, int most) {
        var text = raw(name);
        if (text == null) {
            return fallback;
        }
        try {
            var value = Integer.parseInt(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Answered below with the same sentence as a value out of bounds.
        }
        throw new InvalidSettingException(name, text, "a whole number from %d to %d".formatted(least, most));
    }

    /** A duration given in seconds, fractions allowed; exact to the nanosecond. */
    Duration seconds(String name, Duration fallback, Duration least, Duration most) {
        var text = raw(name);
        if (text == null) {
            return fallback;
        }
        try {
            var seconds = new BigDecimal(text);
            if (seconds.compareTo(inSeconds(least)) >= 0 && seconds.compareTo(inSeconds(most)) <= 0) {
                return Duration.ofNanos(seconds.multiply(NANOS_PER_SECOND).longValue());
            }
        } catch (NumberFormatException e) {
            // Answered below with the same sentence as a value out of bounds.
        }
        throw new InvalidSettingException(
                name,
                text,
                "seconds from %s to %s"
                        .formatted(
                                inSeconds(least).toPlainString(),
                                inSeconds(most).toPlainString()));
    }

    /** Base addresses separated by commas, each {@code http://host:port} or {@code https://host:port}. */
    List<URI> addresses(String name, String fallback) {
        var addresses = Arrays.stream(text(name, fallback).split(","))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .map(text -> address(name, text))
                .toList();
        if (addresses.isEmpty()) {
            throw new InvalidSettingException(name, text(name, fallback), "at least one address, http://host:port");
        }
        return addresses;
    }

    private static URI address(String name, String text) {
        try {
            var uri = new URI(text);
            var known = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (known && uri.getHost() != null && uri.getPort() <= 65_535 && uri.getRawQuery() == null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Answered below with the same sentence as an address of another kind.
        }
        throw new InvalidSettingException(name, text, "addresses like http://host:port, separated by commas");
    }

    private static BigDecimal inSeconds(Duration duration) {
        return BigDecimal.valueOf(duration.toNanos()).divide(NANOS_PER_SECOND).stripTrailingZeros();
    }

    private @Nullable String raw(String name) {
        var text = values.get(name);
        return text == null || text.isBlank() ? null : text.strip();
    }
}
