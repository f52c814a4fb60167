package dev.llmemulator.load.target;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.llmemulator.load.client.OneLine;
import org.jspecify.annotations.Nullable;

/**
 * How a backend says that it has failed.
 *
 * @param reason where it says why; null for where the condition looks
 */
public record ErrorRule(Condition condition, @Nullable JsonPointer reason) {
    /** The reason, in one line; null if the backend does not say that it has failed. */
    public @Nullable String find(JsonNode json, Values values) {
        if (!condition.holds(json, values)) {
            return null;
        }
        var said = Pointers.find(json, reason == null ? condition.pointer() : reason);
        return OneLine.of(said == null ? "no reason given" : said.isValueNode() ? said.asText() : said.toString());
    }
}
