package dev.llmemulator.load.target;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
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
        if (json == null) {
            return text == null ? null : text.fill(values);
        }
        var filled = json.fill(values);
        return isForm() ? form(filled) : filled.toString();
    }

    private boolean isForm() {
        return headers.entrySet().stream()
                .anyMatch(header -> header.getKey().equalsIgnoreCase("Content-Type")
                        && header.getValue().toString().startsWith("application/x-www-form-urlencoded"));
    }

    private static String form(JsonNode object) {
        var fields = new StringJoiner("&");
        for (var field : object.properties()) {
            var value = field.getValue();
            var text = value.isContainerNode() ? value.toString() : value.asText();
            fields.add(encoded(field.getKey()) + '=' + encoded(text));
        }
        return fields.toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** The URL, filled in. */
    public String url(String base, Values values) {
        var filled = path.fillUrl(values);
        return filled.startsWith("/") ? base + filled : filled;
    }
}
