package dev.llmemulator.load.engine;

import org.jspecify.annotations.Nullable;

/** Watches one WebSocket, on the event loop of its user. */
public interface SocketTap {

    /**
     * A text frame has just arrived.
     *
     * @return the frame to send back at once, or null for none
     */
    @Nullable
    String frame(String frame);

    /** A step on the socket went well: connecting, or the reply to a frame. */
    void stepPassed(String step);

    /** A step on the socket failed. */
    void stepFailed(String step, String reason);
}
