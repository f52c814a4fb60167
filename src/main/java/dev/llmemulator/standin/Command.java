package dev.llmemulator.standin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigInteger;

/**
 * One line a client sent. A field of a wrong type ends the connection; unknown ones are ignored, and so is what follows the
 * object on its line.
 *
 * @param id number chosen by the client; 0 for none
 */
record Command(long id, JsonNode fields) {
    private static final ObjectReader READER = new JsonMapper().readerFor(JsonNode.class);
    private static final long MAX_ID = 0xffff_ffffL;
    private static final BigInteger MAX_UNSIGNED = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);

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
        long id = number(fields, "id");
        if (id > MAX_ID) {
            throw new Terminated(CloseReason.BAD_REQUEST);
        }
        return new Command(id, fields);
    }

    /** Whether the command carries a request of that name. */
    boolean has(String request) throws Terminated {
        return object(fields, request).isObject();
    }

    JsonNode request(String name) {
        return fields.path(name);
    }

    /** An object, or a node that is none where the field is absent. */
    static JsonNode object(JsonNode parent, String field) throws Terminated {
        JsonNode value = parent.path(field);
        require(value, value.isObject());
        return value;
    }

    static String text(JsonNode object, String field) throws Terminated {
        JsonNode value = object.path(field);
        require(value, value.isTextual());
        return value.isNull() ? "" : value.asText("");
    }

    static boolean flag(JsonNode object, String field) throws Terminated {
        JsonNode value = object.path(field);
        require(value, value.isBoolean());
        return value.asBoolean();
    }

    static int integer(JsonNode object, String field) throws Terminated {
        JsonNode value = object.path(field);
        require(value, value.isIntegralNumber() && value.canConvertToInt());
        return value.asInt();
    }

    /** An unsigned number of 64 bits; what a long cannot hold becomes the largest that it can. */
    static long number(JsonNode object, String field) throws Terminated {
        JsonNode value = object.path(field);
        if (isAbsent(value)) {
            return 0;
        }
        BigInteger number = value.bigIntegerValue();
        require(value, value.isIntegralNumber() && number.signum() >= 0 && number.compareTo(MAX_UNSIGNED) <= 0);
        return number.bitLength() < Long.SIZE ? number.longValue() : Long.MAX_VALUE;
    }

    private static void require(JsonNode value, boolean fits) throws Terminated {
        if (!fits && !isAbsent(value)) {
            throw new Terminated(CloseReason.BAD_REQUEST);
        }
    }

    private static boolean isAbsent(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }
}
