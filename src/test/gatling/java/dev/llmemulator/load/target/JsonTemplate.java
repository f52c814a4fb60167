package dev.llmemulator.load.target;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * JSON whose texts are templates. A text that is nothing but the gap of a number becomes that number; where the number
 * is not known, its field is left out.
 */
public final class JsonTemplate {
    private static final Set<String> NUMBERS = Set.of("user_number", "cycle", "words", "delay", "ttft", "seed");

    private final List<Template> templates = new ArrayList<>();
    private final Part part;

    /** A value of the tree; null for one that is left out. */
    private interface Part {
        @Nullable
        JsonNode fill(Values values);
    }

    JsonTemplate(JsonNode tree, Function<String, RuntimeException> problem) {
        part = part(tree, problem);
    }

    private Part part(JsonNode tree, Function<String, RuntimeException> problem) {
        if (tree.isObject()) {
            var fields = new LinkedHashMap<String, Part>();
            tree.properties().forEach(field -> fields.put(field.getKey(), part(field.getValue(), problem)));
            return values -> object(fields, values);
        }
        if (tree.isArray()) {
            var items = new ArrayList<Part>();
            tree.forEach(item -> items.add(part(item, problem)));
            return values -> array(items, values);
        }
        if (!tree.isTextual()) {
            return values -> tree;
        }
        var template = new Template(tree.textValue(), problem);
        templates.add(template);
        var only = template.onlyName();
        return only != null && NUMBERS.contains(only)
                ? values -> number(values.get(only))
                : values -> TextNode.valueOf(template.fill(values));
    }

    private static JsonNode object(Map<String, Part> fields, Values values) {
        var object = new ObjectNode(JsonNodeFactory.instance);
        fields.forEach((name, each) -> {
            var value = each.fill(values);
            if (value != null) {
                object.set(name, value);
            }
        });
        return object;
    }

    private static JsonNode array(List<Part> items, Values values) {
        var array = new ArrayNode(JsonNodeFactory.instance);
        for (var each : items) {
            var value = each.fill(values);
            if (value != null) {
                array.add(value);
            }
        }
        return array;
    }

    private static @Nullable JsonNode number(@Nullable String text) {
        return text == null ? null : DecimalNode.valueOf(new BigDecimal(text));
    }

    List<Template> templates() {
        return templates;
    }

    /** The JSON, filled in. */
    public JsonNode fill(Values values) {
        var filled = part.fill(values);
        return filled == null ? JsonNodeFactory.instance.nullNode() : filled;
    }
}
