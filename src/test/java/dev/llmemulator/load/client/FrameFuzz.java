package dev.llmemulator.load.client;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** What must be true of any bytes that come as a frame: the reader by shape says what the JSON reader alone says. */
public final class FrameFuzz {
    static final String CHANNEL = "session:a-1";

    private FrameFuzz() {}

    /** What is wrong with how a frame is read for the answer of an id, which may be empty. */
    public static Optional<String> fault(byte[] frame, String answer) {
        List<String> both;
        try {
            both = saidByBoth(frame, answer);
        } catch (RuntimeException e) {
            return Optional.of("throws " + e);
        }
        var json = saidByJsonAlone(frame, answer);
        return both.equals(json) ? Optional.empty() : Optional.of("is read as " + both + " and not as " + json);
    }

    private static List<String> saidByBoth(byte[] frame, String answer) {
        var heard = new HeardLines();
        var rest = new FrameReader(CHANNEL, answer, heard).read(frame);
        heard.said.add(rest.toString());
        return heard.said;
    }

    private static List<String> saidByJsonAlone(byte[] frame, String answer) {
        var heard = new HeardLines();
        var json = new JsonLine(CHANNEL, answer, heard);
        var rest = FrameRest.NOTHING;
        var start = 0;
        for (var at = 0; at <= frame.length; at++) {
            if (at == frame.length || frame[at] == '\n') {
                var line = new String(frame, start, at - start, StandardCharsets.ISO_8859_1);
                if (line.equals("{}")) {
                    rest = rest.and(FrameRest.PING);
                } else if (!line.isEmpty()) {
                    rest = rest.and(json.read(frame, start, at - start));
                }
                start = at + 1;
            }
        }
        heard.said.add(rest.toString());
        return heard.said;
    }
}
