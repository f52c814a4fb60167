package dev.llmemulator.load.target;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request, as a profile words it.
 *
 * @param path on the base URL, or a whole URL
 * @param json the body; null for none, or if it is a text
 * @param text the body; null for none, or if it is JSON
 * @param statuses that mean success; empty for 200 to 299
 */
public record RequestRule(
        String method,
        Template path,
        Map<String, Template> headers,
        @Nullable JsonTemplate json,
        @Nullable Template text,
        Set<Integer> statuses) {
    public boolean isSuccess(int status) {
        return statuses.isEmpty() ? status / 100 == 2 : statuses.contains(status);
    }

    /** The body, filled in; null if there is none. */
    public @Nullable String body(Values values) {
        return json != null ? json.fill(values).toString() : text != null ? text.fill(values) : null;
    }

    /** The URL, filled in. */
    public String url(String base, Values values) {
        var filled = path.fill(values);
        return filled.startsWith("/") ? base + filled : filled;
    }
}
