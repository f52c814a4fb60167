package dev.llmemulator.standin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * One line a client sent. A field of a wrong type ends the connection, as in Centrifugo; unknown ones are ignored.
 *
 * @param id number chosen by the client; 0 for none
 */
record Command(long id, JsonNode fields) {

    private static final ObjectReader READER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .readerFor(JsonNode.class);
    private static final long MAX_UINT32 = 0xffff_ffffL;

    static Command parse(String line) throws Terminated {
        JsonNode fields;
        try {
            fields = READER.readTree(line);
        } catch (JsonProcessingException e) {
            throw new Terminated(CloseReason.BAD_REQUEST);
        }
        if (!fields.isObject()) {
            throw new Terminated(CloseReason.BAD_REQUEST);
        }
        return new Command(number(fields, "id", MAX_UINT32), fields);
    }

    /** Whether the command carries a request of that name. */
    boolean has(String request) throws Terminated {
        JsonNode value = fields.path(request);
        if (!value.isObject() && !value.isMissingNode() && !value.isNull()) {
            throw new Terminated(CloseReason.BAD_REQUEST);
        }
        return value.isObject();
    }

    JsonNode request(String name) {
        return fields.path(name);
    }

    static String text(JsonNode object, String field) throws Terminated {
        JsonNode value = object.path(field);
        if (!value.isTextual() && !value.isMissingNode() && !value.isNull()) {
            throw new Terminated(CloseReason.BAD_REQUEST);
        }
        return value.asText("");
    }

    static boolean flag(JsonNode object, String field) throws Terminated {
        JsonNode value = object.path(field);
        if (!value.isBoolean() && !value.isMissingNode() && !value.isNull()) {
            throw new Terminated(CloseReason.BAD_REQUEST);
        }
        return value.asBoolean();
    }

    /** A whole number from 0 to the bound; 0 when absent. */
    static long number(JsonNode object, String field, long max) throws Terminated {
        JsonNode value = object.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return 0;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.asLong() < 0 || value.asLong() > max) {
            throw new Terminated(CloseReason.BAD_REQUEST);
        }
        return value.asLong();
    }
}
