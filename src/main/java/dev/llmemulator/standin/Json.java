package dev.llmemulator.standin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes JSON as Centrifugo does. A value of a wrong type is an error, unknown fields are ignored, and null
 * means absent. Fields that have their default value are not written.
 */
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_DEFAULT, JsonInclude.Include.USE_DEFAULTS))
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(LogicalType.Textual, text -> {
                text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
                text.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
                text.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
            })
            .withConfigOverride(List.class, list -> list.setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY)))
            .withConfigOverride(
                    String.class, text -> text.setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY)))
            .build();

    private static final ObjectReader REQUEST = MAPPER.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private static final int SUBSCRIPTION_EXPIRED_CODE = 2501;

    private Json() {}

    /** Reads a whole request, which may have {@link RawValue} fields; null for the text {@code null}. */
    static <T> @Nullable T read(byte[] request, Class<T> type) throws IOException {
        return REQUEST.withAttribute(RawValue.SOURCE, request).readValue(request, type);
    }

    /** Reads one line and ignores what follows the value; null for the text {@code null}. */
    static <T> @Nullable T read(String line, Class<T> type) throws JsonProcessingException {
        return MAPPER.readValue(line, type);
    }

    static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("Cannot be written as JSON: " + value.getClass(), e);
        }
    }

    /** The one call of a command, under its name; null when there is none. */
    static <T> Map.@Nullable Entry<String, T> firstCall(Map<String, @Nullable T> command) {
        for (var call : command.entrySet()) {
            if (call.getValue() != null) {
                return Map.entry(call.getKey(), call.getValue());
            }
        }
        return null;
    }

    /** The reply to one command of a client: {@code {"id":…,"<name>":…}}. */
    static String reply(long id, String name, Object result) {
        return write(MAPPER.createObjectNode().put("id", id).putPOJO(name, result));
    }

    /** The push with which a subscription ends whose JWT has expired. */
    static String subscriptionExpired(String channel) {
        var end = new Results.Goodbye(SUBSCRIPTION_EXPIRED_CODE, CloseReason.SUBSCRIPTION_EXPIRED.text);
        return write(Map.of("push", new Results.Unsubscribed(channel, end)));
    }

    /** The push with which an emulated WebSocket ends. */
    static String goodbye(CloseReason reason) {
        var goodbye = new Results.Goodbye(reason.code, reason.text);
        return write(Map.of("push", Map.of("disconnect", goodbye)));
    }

    /** A field whose value stays text as in the request, without line breaks; empty where the field is absent. */
    static final class RawValue extends JsonDeserializer<String> {
        private static final String SOURCE = "source";

        @Override
        public String deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            var source = (byte[]) context.getAttribute(SOURCE);
            var start = (int) parser.currentTokenLocation().getByteOffset();
            parser.skipChildren();
            parser.finishToken();
            var end = (int) parser.currentLocation().getByteOffset();
            var text = new String(source, start, end - start, StandardCharsets.UTF_8);
            // They separate the messages of a frame. Strings have none, because JSON escapes them.
            return text.indexOf('\n') < 0 ? text : text.replace("\n", "");
        }

        @Override
        public String getNullValue(DeserializationContext context) {
            return "null";
        }

        @Override
        public Object getAbsentValue(DeserializationContext context) {
            return "";
        }
    }
}
