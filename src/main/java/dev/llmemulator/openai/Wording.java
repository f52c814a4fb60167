package dev.llmemulator.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** How one of the endpoints words one answer: as the events of a stream, or as one object. For one thread at a time. */
interface Wording {
    JsonMapper JSON = JsonMapper.builder().build();

    /** A chunk that breaks off in the middle. */
    byte[] MALFORMED = "data: {\"id\":\"malformed\",\"choices\":[{\"index\":0,\"delta\":{\"content\n\n"
            .getBytes(StandardCharsets.UTF_8);

    /** What a stream sends at once; may be empty. */
    byte[] opening();

    byte[] token(String text);

    /** Whether the end of a stream has all of the text once more. */
    boolean repeatsText();

    /**
     * What ends a stream.
     *
     * @param text all of the answer, if it is repeated
     */
    byte[] ending(String text, int tokens);

    /** What ends a stream whose answer broke off. */
    byte[] failure(String detail);

    /** The reply that is no stream. */
    ObjectNode whole(String text, int tokens);

    /** Makes an event without a name. */
    static byte[] event(Object data) {
        return joined("data: ".getBytes(StandardCharsets.UTF_8), json(data), "\n\n".getBytes(StandardCharsets.UTF_8));
    }

    static byte[] json(Object value) {
        try {
            return JSON.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("What is written here can be written as JSON", e);
        }
    }

    static byte[] joined(byte[]... parts) {
        var length = 0;
        for (var part : parts) {
            length += part.length;
        }
        var all = ByteBuffer.allocate(length);
        for (var part : parts) {
            all.put(part);
        }
        return all.array();
    }
}
