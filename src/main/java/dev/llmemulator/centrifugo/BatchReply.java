package dev.llmemulator.centrifugo;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.llmemulator.pacing.PublishException;
import dev.llmemulator.pacing.PublishException.Reason;
import dev.llmemulator.stream.OneLine;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the reply to a batch: {@code {"replies":[{"publish":{…}},{"error":{"code","message"}},…]}} in the order of the
 * commands, or {@code {"error":{…}}} if Centrifugo refused the batch as a whole.
 */
final class BatchReply {
    private static final int INTERNAL = 100;
    private static final int TOO_MANY_REQUESTS = 111;
    /** Larger than the longest reply that makes sense: 1000 refusals with a long message each. */
    private static final int MOST_BYTES = 1024 * 1024;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxDocumentLength(MOST_BYTES)
                    .build())
            .build();

    private final @Nullable PublishException[] failures;
    private final long[] offsets;

    /**
     * Reads the reply to {@code count} commands.
     *
     * @throws PublishException if Centrifugo refused the batch as a whole
     */
    BatchReply(InputStream body, int count) throws IOException, PublishException {
        failures = new @Nullable PublishException[count];
        offsets = new long[count];
        var seen = 0;
        try (var json = FACTORY.createParser(body)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("The reply to a batch is not a JSON object");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                var field = json.currentName();
                var value = json.nextToken();
                if ("error".equals(field) && value == JsonToken.START_OBJECT) {
                    throw error(json);
                }
                if (!"replies".equals(field) || value != JsonToken.START_ARRAY) {
                    json.skipChildren();
                    continue;
                }
                while (json.nextToken() == JsonToken.START_OBJECT) {
                    readOne(json, seen);
                    seen++;
                }
            }
        }
        if (seen != count) {
            throw new IOException("The reply to a batch of %d has %d entries".formatted(count, seen));
        }
    }

    /** Why the command of an index was not carried out; null if it was. */
    @Nullable
    PublishException failure(int index) {
        return failures[index];
    }

    /** The channel's offset after the command of an index; 0 if the reply does not tell. */
    long offset(int index) {
        return offsets[index];
    }

    /** Reads the reply to one command, up to its end. */
    private void readOne(JsonParser json, int index) throws IOException {
        PublishException failure = null;
        var offset = 0L;
        var answered = false;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            var isError = "error".equals(json.currentName());
            answered = true;
            if (json.nextToken() != JsonToken.START_OBJECT) {
                json.skipChildren();
            } else if (isError) {
                failure = error(json);
            } else {
                offset = offset(json);
            }
        }
        if (index < failures.length) {
            failures[index] = answered
                    ? failure
                    : PublishException.temporary(Reason.BROKEN, "Centrifugo gave an empty reply", null)
                            .inDoubt();
            offsets[index] = offset;
        }
    }

    private static long offset(JsonParser json) throws IOException {
        var offset = 0L;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            var isOffset = "offset".equals(json.currentName());
            if (json.nextToken() == JsonToken.VALUE_NUMBER_INT && isOffset) {
                offset = json.getLongValue();
            } else {
                json.skipChildren();
            }
        }
        return offset;
    }

    private static PublishException error(JsonParser json) throws IOException {
        var code = 0;
        var message = "";
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            var field = json.currentName();
            json.nextToken();
            if ("code".equals(field)) {
                code = json.getIntValue();
            } else if ("message".equals(field)) {
                message = json.getText();
            } else {
                json.skipChildren();
            }
        }
        var text = "Centrifugo refused: error %d, %s".formatted(code, OneLine.of(message));
        return switch (code) {
            // Redis may have it, and Centrifugo did not wait any longer.
            case INTERNAL ->
                PublishException.temporary(Reason.BROKEN, text, null).inDoubt();
            case TOO_MANY_REQUESTS -> PublishException.temporary(Reason.OVERLOADED, text, null);
            default -> PublishException.permanent(Reason.REFUSED, text);
        };
    }
}
