package dev.llmemulator.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The page docs/api.md, made from the OpenAPI document. It fails on anything that it would have to leave out. */
final class ApiPage {
    private static final int COLUMNS = 118;
    private static final String HEAD = """
            # HTTP API, path by path

            This page is generated from [openapi.json](../src/main/resources/openapi.json), which each emulator serves at
            `/openapi.json`. Do not edit it; change that file and run `mvn test -Dtest=ApiPageTest -Dapi.write`.
            [Emulator](emulator-api.md) is the page to read first.

            """;
    private static final Set<String> OF_SCHEMAS = Set.of(
            "$ref",
            "type",
            "additionalProperties",
            "required",
            "properties",
            "examples",
            "description",
            "pattern",
            "enum",
            "const",
            "format",
            "minimum",
            "maximum",
            "minLength",
            "maxLength",
            "minItems",
            "maxItems",
            "items",
            "oneOf");
    private static final Set<String> OF_OPERATIONS =
            Set.of("operationId", "tags", "security", "summary", "parameters", "requestBody", "responses");
    private static final Set<String> OF_RESPONSES = Set.of("description", "headers", "content");

    private final JsonNode document;
    private final StringBuilder text = new StringBuilder(HEAD);

    private ApiPage(JsonNode document) {
        this.document = document;
    }

    /** A path with a method, and what the document says of it. */
    private record Operation(String method, String path, JsonNode node) {
        String title() {
            return method + " " + path;
        }
    }

    static String markdown(JsonNode document) {
        return new ApiPage(document).written();
    }

    private String written() {
        paragraph(document.at("/info/description").asText());
        document.at("/components/securitySchemes")
                .properties()
                .forEach(each -> paragraph("`Authorization: Bearer`: "
                        + each.getValue().path("description").asText()));
        var operations = operations();
        for (var tag : document.path("tags")) {
            var name = tag.path("name").asText();
            heading(2, name);
            if (tag.has("description")) {
                paragraph(tag.path("description").asText());
            }
            operations.stream()
                    .filter(each -> each.node.path("tags").path(0).asText().equals(name))
                    .forEach(this::describe);
        }
        heading(2, "Errors");
        document.at("/components/responses").properties().forEach(each -> {
            heading(3, each.getKey());
            responseParagraph(each.getValue());
        });
        heading(2, "Schemas");
        document.at("/components/schemas").properties().forEach(each -> schema(each.getKey(), each.getValue()));
        return text.toString().stripTrailing() + "\n";
    }

    private List<Operation> operations() {
        var operations = new ArrayList<Operation>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(each -> operations.add(new Operation(
                                each.getKey().toUpperCase(Locale.ROOT), path.getKey(), each.getValue()))));
        return operations;
    }

    private void describe(Operation operation) {
        var node = operation.node;
        requireKnown(node, OF_OPERATIONS);
        heading(3, operation.title());
        var open = node.has("security") && node.path("security").toString().equals("[{}]");
        paragraph(node.path("summary").asText() + (open ? " It asks for no credentials." : ""));
        for (var each : node.path("parameters")) {
            item(
                    0,
                    "`%s` in the %s: %s"
                            .formatted(
                                    each.path("name").asText(),
                                    each.path("in").asText(),
                                    sentence(ofSchema(each.path("schema")))));
        }
        if (node.has("requestBody")) {
            item(0, "The request: " + sentence(content(node.at("/requestBody/content"))));
        }
        var shared = new ArrayList<String>();
        for (var each : node.path("responses").properties()) {
            if (each.getValue().has("$ref")) {
                shared.add(each.getKey() + " " + link(each.getValue()));
            } else {
                item(0, "**%s**: %s".formatted(each.getKey(), response(each.getValue())));
            }
        }
        if (!shared.isEmpty()) {
            item(0, "Errors: " + String.join(", ", shared) + ".");
        }
        text.append('\n');
    }

    private String response(JsonNode response) {
        requireKnown(response, OF_RESPONSES);
        var said = new StringBuilder(response.path("description").asText());
        if (response.has("content")) {
            said.append(' ').append(sentence("The reply: " + content(response.path("content"))));
        }
        for (var header : response.path("headers").properties()) {
            said.append(" Header `%s`: %s"
                    .formatted(
                            header.getKey(),
                            header.getValue().path("description").asText()));
        }
        return said.toString();
    }

    private void responseParagraph(JsonNode response) {
        paragraph(response(response));
    }

    /** The media types and what they have, such as {@code [Problem](#problem) as `application/problem+json`}. */
    private String content(JsonNode content) {
        var types = content.properties().stream()
                .collect(Collectors.groupingBy(
                        each -> each.getValue().has("schema")
                                ? ofSchema(each.getValue().path("schema"))
                                : "events",
                        LinkedHashMap::new,
                        Collectors.mapping(each -> code(each.getKey()), Collectors.joining(" or "))));
        return types.entrySet().stream()
                .map(each -> each.getKey() + " as " + each.getValue())
                .collect(Collectors.joining(", or "));
    }

    private void schema(String name, JsonNode schema) {
        heading(3, name);
        if (schema.has("description")) {
            paragraph(schema.path("description").asText());
        }
        if (schema.has("additionalProperties")) {
            if (schema.path("additionalProperties").asBoolean(true)) {
                throw new IllegalArgumentException("Only false is known: additionalProperties of " + name);
            }
            paragraph("Other fields are errors.");
        }
        properties(0, schema);
        text.append('\n');
        for (var example : schema.path("examples")) {
            text.append("```json\n").append(example).append("\n```\n\n");
        }
    }

    private void properties(int depth, JsonNode schema) {
        requireKnown(schema, OF_SCHEMAS);
        var required = StreamSupport.stream(schema.path("required").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
        for (var each : schema.path("properties").properties()) {
            var property = each.getValue();
            var description = property.has("description")
                    ? " " + property.path("description").asText()
                    : "";
            item(
                    depth,
                    "**`%s`**%s: %s%s"
                            .formatted(
                                    each.getKey(),
                                    required.contains(each.getKey()) ? "" : " (optional)",
                                    sentence(ofSchema(property)),
                                    description));
            inside(depth + 1, property);
        }
    }

    /** The fields of an object, or of the objects in a list or among alternatives. */
    private void inside(int depth, JsonNode schema) {
        properties(depth, schema);
        if (schema.has("items")) {
            inside(depth, schema.path("items"));
        }
        schema.path("oneOf").forEach(each -> inside(depth, each));
    }

    /** What is accepted, in words. */
    private String ofSchema(JsonNode schema) {
        requireKnown(schema, OF_SCHEMAS);
        if (schema.has("$ref")) {
            return link(schema);
        }
        if (schema.has("const")) {
            return code(schema.path("const").asText());
        }
        if (schema.has("enum")) {
            return listed(schema.path("enum"), each -> true);
        }
        if (schema.has("oneOf")) {
            return StreamSupport.stream(schema.path("oneOf").spliterator(), false)
                    .map(this::ofSchema)
                    .collect(Collectors.joining(", or "));
        }
        var type = schema.path("type").isArray()
                ? listed(schema.path("type"), each -> !each.equals("null")).replace("`", "")
                : schema.path("type").asText();
        var words = new StringBuilder(type);
        if (schema.has("items")) {
            words.append(" of ").append(ofSchema(schema.path("items")));
        }
        if (schema.has("pattern")) {
            words.append(" like ").append(code(schema.path("pattern").asText()));
        }
        if (schema.has("format")) {
            words.append(" (").append(schema.path("format").asText()).append(')');
        }
        words.append(bounds(schema, "minimum", "maximum", ""))
                .append(bounds(schema, "minLength", "maxLength", " characters"))
                .append(bounds(schema, "minItems", "maxItems", " of them"));
        var mayBeNull =
                schema.path("type").isArray() && schema.path("type").toString().contains("\"null\"");
        return words + (mayBeNull ? ", or null" : "");
    }

    private static String bounds(JsonNode schema, String least, String most, String unit) {
        return schema.has(least) && schema.has(most)
                ? schema.path(least).equals(schema.path(most))
                        ? ", %s%s".formatted(schema.path(least).asText(), unit)
                        : ", %s to %s%s"
                                .formatted(
                                        schema.path(least).asText(),
                                        schema.path(most).asText(),
                                        unit)
                : schema.has(least)
                        ? ", at least %s%s".formatted(schema.path(least).asText(), unit)
                        : schema.has(most)
                                ? ", at most %s%s".formatted(schema.path(most).asText(), unit)
                                : "";
    }

    private static String listed(JsonNode values, Predicate<String> wanted) {
        var all = StreamSupport.stream(values.spliterator(), false)
                .map(JsonNode::asText)
                .filter(wanted)
                .map(ApiPage::code)
                .toList();
        return all.size() == 1
                ? all.get(0)
                : String.join(", ", all.subList(0, all.size() - 1)) + " or " + all.get(all.size() - 1);
    }

    private String link(JsonNode reference) {
        var pointer = reference.path("$ref").asText().substring(1);
        if (document.at(pointer).isMissingNode()) {
            throw new IllegalArgumentException("Nothing is at " + pointer);
        }
        var name = pointer.substring(pointer.lastIndexOf('/') + 1);
        return "[%s](#%s)".formatted(name, name.toLowerCase(Locale.ROOT));
    }

    private static String code(String text) {
        return "`" + text + "`";
    }

    private static String sentence(String clause) {
        return clause.endsWith(".") ? clause : clause + ".";
    }

    private static void requireKnown(JsonNode node, Set<String> known) {
        for (Map.Entry<String, JsonNode> each : node.properties()) {
            if (!known.contains(each.getKey())) {
                throw new IllegalArgumentException(
                        "ApiPage does not know how to show \"%s\" of %s".formatted(each.getKey(), node));
            }
        }
    }

    private void heading(int level, String title) {
        text.append("#".repeat(level)).append(' ').append(title).append("\n\n");
    }

    private void paragraph(String sentences) {
        wrap("", "", sentences);
        text.append('\n');
    }

    private void item(int depth, String sentences) {
        wrap("  ".repeat(depth) + "- ", "  ".repeat(depth + 1), sentences);
    }

    /** Breaks text into lines. */
    private void wrap(String first, String others, String sentences) {
        var line = new StringBuilder(first);
        var empty = line.length();
        for (var word : sentences.split(" ", -1)) {
            if (line.length() > empty && line.length() + 1 + word.length() > COLUMNS) {
                text.append(line).append('\n');
                line.setLength(0);
                line.append(others);
                empty = line.length();
            }
            line.append(line.length() > empty ? " " : "").append(word);
        }
        text.append(line).append('\n');
    }
}
