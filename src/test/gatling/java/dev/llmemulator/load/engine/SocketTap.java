package dev.llmemulator.load.engine;

import java.util.function.Consumer;

/** Watches one WebSocket, on the event loop of its user. */
public interface SocketTap extends StepListener {
    /**
     * A text frame has just arrived.
     *
     * @param utf8 the text
     * @param receivedNs nano time at which the last of it was read from the socket
     * @param back takes a frame to send back at once
     * @return true if a check may be waiting for the frame, so that Gatling has to see it too
     */
    boolean frame(byte[] utf8, long receivedNs, Consumer<String> back);

    /**
     * The WebSocket is closed, whoever closed it. A step that was waiting for a reply has failed by now.
     *
     * @param how in plain words, such as {@code closed by the server with 3012 no pong}
     */
    void closed(String how);
}
