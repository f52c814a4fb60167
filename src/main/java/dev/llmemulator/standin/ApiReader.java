package dev.llmemulator.standin;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads one request of the HTTP API, token by token and without a tree: this is the path of every publication.
 *
 * <p>Published data is not decoded: its bytes are taken as they stand, from its first token to its last. Unknown fields are
 * ignored; a value of a wrong type is an error as bad syntax is.
 */
final class ApiReader {
    private static final JsonFactory FACTORY = new JsonFactory();

    private final byte[] body;
    private final JsonParser parser;

    private ApiReader(byte[] body) throws IOException {
        this.body = body;
        this.parser = FACTORY.createParser(body);
    }

    /** A way to read one kind of request. */
    interface Reading<T> {
        T from(ApiReader reader) throws IOException;
    }

    /** Reads the whole body as one request of that kind. */
    static <T> T read(byte[] body, Reading<T> reading) throws IOException {
        ApiReader reader = new ApiReader(body);
        try (JsonParser parser = reader.parser) {
            if (parser.nextToken() == null) {
                throw reader.wrong("there is no request");
            }
            T request = reading.from(reader);
            if (parser.nextToken() != null) {
                throw reader.wrong("something follows the request");
            }
            return request;
        }
    }

    ApiCommand.Publish readPublish() throws IOException {
        Message message = new Message();
        for (boolean more = open(); more; more = nextField()) {
            message.read(parser.currentName());
        }
        return message.to(message.channel);
    }

    ApiCommand.Broadcast readBroadcast() throws IOException {
        Message message = new Message();
        List<String> channels = List.of();
        for (boolean more = open(); more; more = nextField()) {
            if (parser.currentName().equals("channels")) {
                channels = texts();
            } else {
                message.read(parser.currentName());
            }
        }
        return new ApiCommand.Broadcast(channels, message.to(""));
    }

    ApiCommand.History readHistory() throws IOException {
        String channel = "";
        int limit = 0;
        Position since = null;
        boolean reverse = false;
        for (boolean more = open(); more; more = nextField()) {
            switch (parser.currentName()) {
                case "channel" -> channel = text();
                case "limit" -> limit = (int) number(Integer.MIN_VALUE, Integer.MAX_VALUE);
                case "since" -> since = position();
                case "reverse" -> reverse = flag();
                default -> skip();
            }
        }
        return new ApiCommand.History(channel, limit, since, reverse);
    }

    ApiCommand.Info readInfo() throws IOException {
        for (boolean more = open(); more; more = nextField()) {
            skip();
        }
        return new ApiCommand.Info();
    }

    /** The commands of a batch in their order. */
    List<ApiCommand> readBatch() throws IOException {
        List<ApiCommand> commands = new ArrayList<>();
        for (boolean more = open(); more; more = nextField()) {
            switch (parser.currentName()) {
                case "commands" -> readCommands(commands);
                // It would only allow another order; in memory there is nothing to wait for.
                case "parallel" -> flag();
                default -> skip();
            }
        }
        return commands;
    }

    private void readCommands(List<ApiCommand> commands) throws IOException {
        if (nextIsNull()) {
            return;
        }
        expect(JsonToken.START_ARRAY);
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            commands.add(readCommand());
        }
    }

    private ApiCommand readCommand() throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return new ApiCommand.Missing();
        }
        ApiCommand command = new ApiCommand.Unknown();
        for (boolean more = open(); more; more = nextField()) {
            String method = parser.currentName();
            if (nextIsNull()) {
                continue;
            }
            switch (method) {
                case "publish" -> command = readPublish();
                case "broadcast" -> command = readBroadcast();
                case "history" -> command = readHistory();
                case "info" -> command = readInfo();
                default -> parser.skipChildren();
            }
        }
        return command;
    }

    /** The fields that a message has alone and in a broadcast. */
    private final class Message {
        private String channel = "";
        private String data = "";
        private boolean skipHistory;
        private long version;
        private String versionEpoch = "";

        void read(String field) throws IOException {
            switch (field) {
                case "channel" -> channel = text();
                case "data" -> data = raw();
                case "skip_history" -> skipHistory = flag();
                case "version" -> version = number(0, Long.MAX_VALUE);
                case "version_epoch" -> versionEpoch = text();
                default -> skip();
            }
        }

        ApiCommand.Publish to(String target) {
            return new ApiCommand.Publish(target, data, skipHistory, version, versionEpoch);
        }
    }

    /** Goes to the first field of the object the parser stands at; false when it is empty or null. */
    private boolean open() throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return false;
        }
        expect(JsonToken.START_OBJECT);
        return nextField();
    }

    private boolean nextField() throws IOException {
        return parser.nextToken() == JsonToken.FIELD_NAME;
    }

    private @Nullable Position position() throws IOException {
        if (nextIsNull()) {
            return null;
        }
        expect(JsonToken.START_OBJECT);
        String epoch = "";
        long offset = 0;
        for (boolean more = open(); more; more = nextField()) {
            switch (parser.currentName()) {
                case "epoch" -> epoch = text();
                case "offset" -> offset = number(0, Long.MAX_VALUE);
                default -> skip();
            }
        }
        return new Position(epoch, offset);
    }

    private List<String> texts() throws IOException {
        List<String> found = new ArrayList<>();
        if (nextIsNull()) {
            return found;
        }
        expect(JsonToken.START_ARRAY);
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            expect(JsonToken.VALUE_STRING);
            found.add(parser.getText());
        }
        return found;
    }

    private String text() throws IOException {
        if (nextIsNull()) {
            return "";
        }
        expect(JsonToken.VALUE_STRING);
        return parser.getText();
    }

    private boolean flag() throws IOException {
        return !nextIsNull() && parser.getBooleanValue();
    }

    private long number(long min, long max) throws IOException {
        if (nextIsNull()) {
            return 0;
        }
        expect(JsonToken.VALUE_NUMBER_INT);
        long value = parser.getLongValue();
        if (value < min || value > max) {
            throw wrong("a number is out of range");
        }
        return value;
    }

    private String raw() throws IOException {
        parser.nextToken();
        int start = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        parser.finishToken();
        int end = (int) parser.currentLocation().getByteOffset();
        return Json.withoutLineBreaks(new String(body, start, end - start, StandardCharsets.UTF_8));
    }

    private void skip() throws IOException {
        parser.nextToken();
        parser.skipChildren();
    }

    private boolean nextIsNull() throws IOException {
        return parser.nextToken() == JsonToken.VALUE_NULL;
    }

    private void expect(JsonToken token) throws IOException {
        if (parser.currentToken() != token) {
            throw wrong("a value has a wrong type");
        }
    }

    private JsonParseException wrong(String message) {
        return new JsonParseException(parser, message);
    }
}
