package dev.llmemulator.centrifugo;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.llmemulator.pacing.PublishException;
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

    private BatchReply() {}

    /**
     * Returns one entry for each of {@code count} commands: null if it was taken, else the reason why it was not.
     *
     * @throws PublishException if Centrifugo refused the batch as a whole
     */
    static @Nullable PublishException[] read(InputStream body, int count) throws IOException, PublishException {
        var outcomes = new @Nullable PublishException[count];
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
                    var outcome = outcome(json);
                    if (seen < count) {
                        outcomes[seen] = outcome;
                    }
                    seen++;
                }
            }
        }
        if (seen != count) {
            throw new IOException("The reply to a batch of %d has %d entries".formatted(count, seen));
        }
        return outcomes;
    }

    private static @Nullable PublishException outcome(JsonParser json) throws IOException {
        PublishException outcome = null;
        var answered = false;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            var field = json.currentName();
            answered = true;
            if (json.nextToken() == JsonToken.START_OBJECT && "error".equals(field)) {
                outcome = error(json);
            } else {
                json.skipChildren();
            }
        }
        return answered ? outcome : PublishException.temporary("Centrifugo gave an empty reply", null);
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
        return code == INTERNAL || code == TOO_MANY_REQUESTS
                ? PublishException.temporary(text, null)
                : PublishException.permanent(text);
    }
}
