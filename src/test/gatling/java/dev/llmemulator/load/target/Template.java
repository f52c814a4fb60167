package dev.llmemulator.load.target;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A text with gaps, each {@code #{name}}. Two signs # before a brace stand for the characters themselves. */
public final class Template {
    private static final Pattern GAP = Pattern.compile("##\\{|#\\{([^{}]*)}?");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*");

    /** Names without a value where the run's settings leave it to the model. */
    private static final Set<String> MAY_BE_MISSING = Set.of("words", "delay", "ttft");

    // Texts at even places, names at odd ones.
    private final List<String> parts = new ArrayList<>();
    private final String source;

    Template(String text, Function<String, RuntimeException> problem) {
        source = text;
        var gaps = GAP.matcher(text);
        var from = 0;
        var plain = new StringBuilder();
        while (gaps.find()) {
            plain.append(text, from, gaps.start());
            from = gaps.end();
            if (gaps.group().equals("##{")) {
                plain.append("#{");
                continue;
            }
            if (!gaps.group().endsWith("}") || !NAME.matcher(gaps.group(1)).matches()) {
                throw problem.apply("has a gap that is not #{name}; write ##{ for the characters #{ themselves.");
            }
            parts.add(plain.toString());
            parts.add(gaps.group(1));
            plain.setLength(0);
        }
        parts.add(plain.append(text, from, text.length()).toString());
    }

    public static Template of(String text) {
        return new Template(text, IllegalArgumentException::new);
    }

    /** The names of all gaps. */
    List<String> names() {
        var names = new ArrayList<String>();
        for (var i = 1; i < parts.size(); i += 2) {
            names.add(parts.get(i));
        }
        return names;
    }

    /** The name, if the text is nothing but one gap; else null. */
    @Nullable
    String onlyName() {
        return parts.size() == 3 && parts.get(0).isEmpty() && parts.get(2).isEmpty() ? parts.get(1) : null;
    }

    /** True if each gap has a value by now. */
    boolean isReady(Values values) {
        return names().stream().allMatch(name -> values.get(name) != null);
    }

    /**
     * The text, filled in.
     *
     * @throws IllegalStateException if a gap has no value yet
     */
    public String fill(Values values) {
        return fill(values, (before, value) -> value);
    }

    /**
     * The text, filled in as a URL: what stands in a gap cannot end the path or the query, or begin another field. A gap at
     * the very beginning is a URL itself.
     */
    String fillUrl(Values values) {
        return fill(values, (before, value) -> {
            if (before.length() == 0) {
                return value;
            }
            var encoded = URLEncoder.encode(value, StandardCharsets.UTF_8);
            return before.indexOf("?") >= 0
                    ? encoded
                    : encoded.replace("+", "%20").replace("%2F", "/");
        });
    }

    private String fill(Values values, BiFunction<StringBuilder, String, String> worded) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        var text = new StringBuilder(parts.get(0));
        for (var i = 1; i < parts.size(); i += 2) {
            var value = values.get(parts.get(i));
            if (value == null && !MAY_BE_MISSING.contains(parts.get(i))) {
                throw new IllegalStateException("#{" + parts.get(i) + "} has no value yet");
            }
            text.append(value == null ? "" : worded.apply(text, value)).append(parts.get(i + 1));
        }
        return text.toString();
    }

    /** The text as the profile has it. */
    @Override
    public String toString() {
        return source;
    }
}
