package dev.llmemulator.openai;

import dev.llmemulator.answer.Model;
import dev.llmemulator.answer.Models;
import dev.llmemulator.answer.Stall;
import dev.llmemulator.stream.OneLine;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a message asks the emulator for, as in {@code [[words=200 delay=0.01 traced]]}. It passes through any backend,
 * because it is part of the text. Each is null or off unless given.
 *
 * @param tag names the traced answer; null for one that is made
 * @param status of a reply that refuses the request
 * @param retryAfter seconds that the refusal tells
 * @param breakAfter tokens after which the connection is cut
 * @param malformedAfter tokens after which a chunk comes that is no JSON
 */
record Directives(
        @Nullable Model model,
        @Nullable Integer words,
        @Nullable Duration delay,
        @Nullable Duration ttft,
        @Nullable Long seed,
        boolean traced,
        @Nullable String tag,
        @Nullable Integer status,
        int retryAfter,
        @Nullable Integer breakAfter,
        Stall stall,
        @Nullable Integer malformedAfter) {
    private static final String CODE = "invalid_directive";
    private static final int MOST_SECONDS = 600;
    private static final List<String> KEYS = List.of(
            "words",
            "delay",
            "ttft",
            "model",
            "seed",
            "traced",
            "tag",
            "status",
            "retry_after",
            "break",
            "stall",
            "malformed");
    // What else users put into brackets is text: a link of a wiki, a test of a shell. A misspelt key shows by its "=".
    private static final Pattern BEGINS_ONE =
            Pattern.compile("(?:%s)\\b.*|[A-Za-z_]+=.*".formatted(String.join("|", KEYS)), Pattern.DOTALL);
    private static final Pattern SECONDS = Pattern.compile("\\d{1,5}(\\.\\d{1,9})?");
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9]{4,8}");

    /**
     * Reads all directives of a text; what is around them is ignored. {@code [[} begins one if a known key follows, or
     * any name with {@code =}.
     *
     * @param param the parameter that has the text
     * @throws OpenAiException for one that is unknown, out of bounds, given twice or not closed
     */
    static Directives of(String text, String param) {
        return new Reader(param, values(text, param)).read();
    }

    private static Map<String, String> values(String text, String param) {
        var values = new HashMap<String, String>();
        for (var at = text.indexOf("[["); at >= 0; at = text.indexOf("[[", at)) {
            at += 2;
            var end = at;
            while (end < text.length() && text.charAt(end) != '[' && text.charAt(end) != ']') {
                end++;
            }
            var content = text.substring(at, end).strip();
            if (BEGINS_ONE.matcher(content).matches()) {
                if (text.startsWith("]]", end)) {
                    for (var part : content.split("\\s+", -1)) {
                        add(part, values, param);
                    }
                } else {
                    throw OpenAiException.of(
                            param, CODE, "The directive '[[%s' is not closed by ']]'.".formatted(OneLine.of(content)));
                }
            }
            // "[[[words=3]]" has its directive one place later.
            at = end == at ? at - 1 : end;
        }
        return values;
    }

    private static void add(String part, Map<String, String> values, String param) {
        var key = part.split("=", 2)[0];
        if (!KEYS.contains(key)) {
            throw OpenAiException.of(
                    param,
                    CODE,
                    "Unknown directive '%s'. Known are %s."
                            .formatted(OneLine.of(key.isEmpty() ? part : key), String.join(", ", KEYS)));
        }
        if (values.putIfAbsent(key, part.substring(key.length())) != null) {
            throw OpenAiException.of(param, CODE, "Directive '%s' is given twice.".formatted(key));
        }
    }

    /** What the model of the request becomes. */
    Model applied(Model named) {
        var result = model == null ? named : model;
        result = words == null ? result : result.withWords(words);
        result = delay == null ? result : result.withDelay(delay);
        return ttft == null ? result : result.withTtft(ttft);
    }

    /** Takes values one by one; each of them is empty, or begins with its equals sign. */
    private record Reader(String param, Map<String, String> values) {
        Directives read() {
            var model = find("model").map(this::model).orElse(null);
            var status = find("status").map(this::status).orElse(null);
            var traced = values.containsKey("traced");
            if (traced && !values.getOrDefault("traced", "").isEmpty()) {
                throw wrong("traced", "takes no value");
            }
            if (!traced && values.containsKey("tag")) {
                throw wrong("tag", "means nothing without traced");
            }
            if (status == null && values.containsKey("retry_after")) {
                throw wrong("retry_after", "means nothing without status");
            }
            return new Directives(
                    model,
                    whole("words", 1, Model.MAX_TOKENS).orElse(null),
                    find("delay").map(value -> seconds("delay", value, 60)).orElse(null),
                    find("ttft")
                            .map(value -> seconds("ttft", value, MOST_SECONDS))
                            .orElse(null),
                    find("seed").map(this::seed).orElse(null),
                    traced,
                    find("tag").map(this::tag).orElse(null),
                    status,
                    whole("retry_after", 0, 3_600).orElse(1),
                    whole("break", 0, Model.MAX_TOKENS).orElse(null),
                    find("stall").map(this::stall).orElse(Stall.NONE),
                    whole("malformed", 0, Model.MAX_TOKENS).orElse(null));
        }

        private Optional<String> find(String key) {
            var value = values.get(key);
            if (value != null && value.length() < 2) {
                throw wrong(key, "needs a value, as in %s=…".formatted(key));
            }
            return Optional.ofNullable(value).map(given -> given.substring(1));
        }

        private OpenAiException wrong(String key, String why) {
            var given = values.getOrDefault(key, "");
            return OpenAiException.of(param, CODE, "Directive '%s' %s.".formatted(OneLine.of(key + given), why));
        }

        private Optional<Integer> whole(String key, int least, int most) {
            return find(key).map(value -> {
                var number = value.matches("\\d{1,9}") ? Integer.parseInt(value) : -1;
                if (number < least || number > most) {
                    throw wrong(key, "must be a whole number from %d to %d".formatted(least, most));
                }
                return number;
            });
        }

        private Duration seconds(String key, String value, int most) {
            return seconds(value, most)
                    .orElseThrow(() -> wrong(key, "must be a number of seconds from 0 to %d".formatted(most)));
        }

        private static Optional<Duration> seconds(String value, int most) {
            return Optional.of(value)
                    .filter(given -> SECONDS.matcher(given).matches())
                    .map(given -> Duration.ofNanos(
                            new BigDecimal(given).movePointRight(9).longValueExact()))
                    .filter(time -> time.compareTo(Duration.ofSeconds(most)) <= 0);
        }

        private Model model(String value) {
            return Models.named(value)
                    .orElseThrow(() -> wrong("model", "must be one of " + String.join(", ", Models.names())));
        }

        private long seed(String value) {
            try {
                return Long.parseLong(value);
            } catch (NumberFormatException e) {
                throw wrong("seed", "must be a whole number of 64 bits");
            }
        }

        private String tag(String value) {
            if (!TAG.matcher(value).matches()) {
                throw wrong("tag", "must be 4 to 8 letters and digits");
            }
            return value;
        }

        private int status(String value) {
            if (!List.of("429", "500", "503").contains(value)) {
                throw wrong("status", "must be 429, 500 or 503");
            }
            return Integer.parseInt(value);
        }

        /** As in {@code 2s@50} or {@code 500ms@50}. */
        private Stall stall(String value) {
            var parts = value.split("@", -1);
            var isMillis = parts[0].endsWith("ms");
            var number = parts[0].replaceFirst("m?s$", "");
            var time = parts[0].endsWith("s")
                    ? seconds(number, isMillis ? 99_999 : MOST_SECONDS)
                    : Optional.<Duration>empty();
            var isTokens = parts.length == 2 && parts[1].matches("\\d{1,5}|100000");
            if (time.isEmpty() || !isTokens) {
                throw wrong(
                        "stall",
                        "must be a time and a number of tokens, at most 600 s and 100000, as in 2s@50 or 500ms@50");
            }
            return new Stall(Integer.parseInt(parts[1]), isMillis ? time.get().dividedBy(1_000) : time.get());
        }
    }
}
