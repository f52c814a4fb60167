package dev.llmemulator.load.client;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Finds the frames of Centrifugo's protocol in the parts of a response, wherever these end. */
public interface FrameStream {
    /** Takes a part, as UTF-8; returns the lines that it completes as one frame, or null if it completes none. */
    byte @Nullable [] read(byte[] part);

    /** HTTP streaming: each message is a line. */
    static FrameStream ofLines() {
        var rest = new ByteArrayOutputStream();
        return part -> {
            var end = part.length;
            while (end > 0 && part[end - 1] != '\n') {
                end--;
            }
            // As a rule a part is a whole number of lines.
            if (end == part.length && rest.size() == 0 && end > 0) {
                return part;
            }
            rest.write(part, 0, end);
            var frame = end == 0 ? null : rest.toByteArray();
            if (end > 0) {
                rest.reset();
            }
            rest.write(part, end, part.length - end);
            return frame;
        };
    }

    /** Server-sent events: each message is the data of one. */
    static FrameStream ofEvents() {
        var frame = new StringBuilder();
        var events = new EventStream(data -> frame.append(data).append('\n'));
        return part -> {
            events.read(part);
            if (frame.isEmpty()) {
                return null;
            }
            var bytes = frame.toString().getBytes(StandardCharsets.UTF_8);
            frame.setLength(0);
            return bytes;
        };
    }
}
