package dev.llmemulator.load.client;

import org.jspecify.annotations.Nullable;

/** Reads the frames of one socket: the line of a token by its shape, every other line as JSON. */
public final class FrameReader {
    private final String channel;
    private final FrameListener listener;
    private final @Nullable TokenLine tokenLine;
    private final JsonLine jsonLine;

    /**
     * Reads one answer's publications.
     *
     * @param channel the channel that the publications in a subscription's reply belong to
     * @param answer the id of the answer; empty to read those of any answer. One that names no answer is always read.
     */
    public FrameReader(String channel, String answer, FrameListener listener) {
        this.channel = channel;
        this.listener = listener;
        tokenLine = new TokenLine(channel, answer);
        jsonLine = new JsonLine(channel, answer, listener);
    }

    /** Reads publications of any format, all as JSON; those that come with a subscription's reply have no channel. */
    public FrameReader(PublicationReader publications, FrameListener listener) {
        channel = "";
        this.listener = listener;
        tokenLine = null;
        jsonLine = new JsonLine(channel, publications, listener);
    }

    /** Reads a frame of one or more lines, given as UTF-8. */
    public FrameRest read(byte[] frame) {
        var rest = FrameRest.NOTHING;
        var start = 0;
        while (start < frame.length) {
            var end = tokenLine == null ? -1 : tokenLine.read(frame, start);
            if (tokenLine != null && end >= 0) {
                listener.onToken(channel, tokenLine.index(), tokenLine.text(), tokenLine.offset(), tokenLine.stamps());
            } else {
                end = endOfLine(frame, start);
                rest = rest.and(readOther(frame, start, end - start));
            }
            start = end + 1;
        }
        return rest;
    }

    private FrameRest readOther(byte[] frame, int start, int length) {
        if (length == 0) {
            return FrameRest.NOTHING;
        }
        if (length == 2 && frame[start] == '{' && frame[start + 1] == '}') {
            return FrameRest.PING;
        }
        return jsonLine.read(frame, start, length);
    }

    private static int endOfLine(byte[] frame, int start) {
        var end = start;
        while (end < frame.length && frame[end] != '\n') {
            end++;
        }
        return end;
    }
}
