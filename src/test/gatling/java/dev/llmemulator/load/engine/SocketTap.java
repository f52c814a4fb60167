package dev.llmemulator.load.engine;

import java.util.function.Consumer;

/** Watches one WebSocket, on the event loop of its user. */
public interface SocketTap {
    /**
     * A text frame has just arrived.
     *
     * @param utf8 the text
     * @param receivedNs nano time at which the last of it was read from the socket
     * @param back takes a frame to send back at once
     * @return true if a check may be waiting for the frame, so that Gatling has to see it too
     */
    boolean frame(byte[] utf8, long receivedNs, Consumer<String> back);

    /** A step on the socket went well: connecting, the reply to a frame, or closing. Its row is the tap's to write. */
    void stepPassed(String step, long startMs, long endMs);

    /** A step on the socket failed. */
    void stepFailed(String step, String reason);
}
