package dev.llmemulator.openai;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmemulator.http.JsonBody;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;

/** Reads parameters of a request. One that is null counts as not given, and one that nobody reads is accepted. */
record Fields(JsonNode object) {
    private static final ObjectReader JSON = JsonMapper.builder(JsonFactory.builder()
                    // Names come from anybody, and the JVM would keep each of them.
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .readerFor(JsonNode.class);

    /**
     * Reads the body of a request.
     *
     * @throws OpenAiException if it is not a JSON object
     */
    static Fields parse(byte[] body) {
        try {
            if (JSON.<JsonNode>readValue(body) instanceof ObjectNode object) {
                return new Fields(object);
            }
        } catch (JsonProcessingException e) {
            throw invalidJson("The body is not valid JSON: " + JsonBody.reason(e));
        } catch (IOException e) {
            throw new UncheckedIOException("Bytes in memory can be read", e);
        }
        throw invalidJson("The body is not a JSON object");
    }

    private static OpenAiException invalidJson(String message) {
        return OpenAiException.of(null, "invalid_json", message);
    }

    Optional<JsonNode> find(String name) {
        return Optional.ofNullable(object.get(name)).filter(value -> !value.isNull());
    }

    JsonNode require(String name) {
        return find(name)
                .orElseThrow(() -> OpenAiException.of(
                        name, "missing_required_parameter", "Missing required parameter: '%s'.".formatted(name)));
    }

    boolean isTrue(String name) {
        var value = find(name);
        if (value.isPresent() && !value.get().isBoolean()) {
            throw wrongType(name, "a boolean", value.get());
        }
        return value.isPresent() && value.get().booleanValue();
    }

    /** A whole number; one that is too large for 64 bits counts as the largest. */
    Optional<Long> whole(String name, long least) {
        var value = find(name);
        if (value.isPresent() && !value.get().isIntegralNumber()) {
            throw wrongType(name, "an integer", value.get());
        }
        var number = value.map(given -> given.canConvertToLong()
                ? given.longValue()
                : given.bigIntegerValue().signum() * Long.MAX_VALUE);
        if (number.isPresent() && number.get() < least) {
            throw OpenAiException.of(
                    name,
                    "integer_below_min_value",
                    "Invalid '%s': integer below minimum value. Expected a value >= %d, but got %d instead."
                            .formatted(name, least, number.get()));
        }
        return number;
    }

    static OpenAiException wrongType(String param, String expected, JsonNode value) {
        return OpenAiException.of(
                param,
                "invalid_type",
                "Invalid type for '%s': expected %s, but got %s instead.".formatted(param, expected, typeOf(value)));
    }

    private static String typeOf(JsonNode value) {
        var type = value.getNodeType().name().toLowerCase(Locale.ROOT);
        return switch (value.getNodeType()) {
            case NULL -> type;
            case NUMBER -> value.isIntegralNumber() ? "an integer" : "a decimal number";
            case ARRAY, OBJECT -> "an " + type;
            default -> "a " + type;
        };
    }
}
