package dev.llmemulator.load.target;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What JSON pointers find. */
public final class Pointers {
    private Pointers() {}

    /** The value at a pointer; null if there is none, or if it is null. */
    public static @Nullable JsonNode find(JsonNode json, JsonPointer pointer) {
        var found = json.at(pointer);
        return found.isMissingNode() || found.isNull() ? null : found;
    }

    public static String shown(JsonPointer pointer) {
        return pointer.matches() ? "\"\" (the whole)" : pointer.toString();
    }

    /**
     * The pointer that somebody may have meant who wrote one that finds nothing: that of an acceptable value, best with
     * the same last name, and else with the most similar spelling.
     */
    public static Optional<String> nearest(JsonNode json, JsonPointer wrong, Predicate<JsonNode> acceptable) {
        var all = new LinkedHashMap<String, JsonNode>();
        collect("", json, all);
        var given = wrong.toString();
        var best = Optional.<String>empty();
        var least = Integer.MAX_VALUE;
        for (var each : all.entrySet()) {
            var distance = Spelling.distance(lastName(given), lastName(each.getKey())) * 100
                    + Spelling.distance(given, each.getKey());
            if (acceptable.test(each.getValue()) && !each.getKey().equals(given) && distance < least) {
                least = distance;
                best = Optional.of(each.getKey());
            }
        }
        return best;
    }

    private static String lastName(String pointer) {
        return pointer.substring(pointer.lastIndexOf('/') + 1);
    }

    private static void collect(String path, JsonNode json, Map<String, JsonNode> all) {
        if (json.isObject()) {
            json.properties().forEach(field -> collect(path + '/' + escaped(field.getKey()), field.getValue(), all));
        } else if (json.isArray()) {
            for (var i = 0; i < json.size(); i++) {
                collect(path + '/' + i, json.path(i), all);
            }
        } else {
            all.put(path, json);
        }
    }

    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
