package dev.llmemulator.load.client;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Reads server-sent events from the parts of a response, wherever these end: the data of each event. */
public final class EventStream {
    private static final String DATA = "data";

    private final Consumer<String> listener;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(512);
    private final StringBuilder data = new StringBuilder();
    private boolean hasData;
    private boolean afterReturn;

    /** @param listener takes the data of each event that is complete */
    public EventStream(Consumer<String> listener) {
        this.listener = listener;
    }

    /** Reads a part, as UTF-8. */
    public void read(byte[] part) {
        var from = 0;
        for (var at = 0; at < part.length; at++) {
            var character = part[at];
            if (character == '\n' || character == '\r') {
                line.write(part, from, at - from);
                from = at + 1;
                // A line feed after a carriage return ends no line of its own.
                if (character == '\r' || !afterReturn) {
                    endLine();
                }
            }
            afterReturn = character == '\r';
        }
        line.write(part, from, part.length - from);
    }

    private void endLine() {
        var text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        if (text.isEmpty()) {
            if (hasData) {
                var event = data.toString();
                data.setLength(0);
                hasData = false;
                listener.accept(event);
            }
            return;
        }
        // A line without a colon is a field without a value; one that begins with a colon is a comment.
        var colon = text.indexOf(':');
        if ((colon < 0 ? text : text.substring(0, colon)).equals(DATA)) {
            var value = colon < 0 ? "" : text.substring(colon + 1);
            data.append(hasData ? "\n" : "").append(value.startsWith(" ") ? value.substring(1) : value);
            hasData = true;
        }
    }
}
