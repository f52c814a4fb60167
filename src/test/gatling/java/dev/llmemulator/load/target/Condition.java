package dev.llmemulator.load.target;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that holds for a JSON value, or does not.
 *
 * @param equal one of these has to be there; empty if any value will do. A text is a template.
 * @param present whether there has to be a value at all; null counts as none
 */
public record Condition(JsonPointer pointer, List<Expected> equal, boolean present) {
    /** A value to compare with: a template for a text, else plain JSON. */
    record Expected(@Nullable Template text, JsonNode json) {
        boolean matches(JsonNode found, Values values) {
            // A number that is saved from a reply is compared as what it looks like.
            return text == null
                    ? json.equals(found)
                    : found.isValueNode() && text.fill(values).equals(found.asText());
        }
    }

    /** True if all that it compares with is known by now. */
    boolean isReady(Values values) {
        return equal.stream()
                .allMatch(each -> each.text() == null || each.text().isReady(values));
    }

    public boolean holds(JsonNode json, Values values) {
        var found = Pointers.find(json, pointer);
        if (found == null || !present) {
            return (found != null) == present;
        }
        if (equal.isEmpty()) {
            return true;
        }
        for (var each : equal) {
            if (each.matches(found, values)) {
                return true;
            }
        }
        return false;
    }

    /** As {@code /done = true}. */
    @Override
    public String toString() {
        var name = Pointers.shown(pointer);
        return equal.isEmpty()
                ? name + (present ? "" : " absent")
                : name + " = "
                        + String.join(
                                " or ",
                                equal.stream()
                                        .map(each -> each.text() == null
                                                ? each.json().toString()
                                                : "\"" + each.text() + "\"")
                                        .toList());
    }
}
