package dev.llmemulator.standin;

import org.eclipse.jetty.websocket.api.Callback;

/** The wire below one connection. */
interface Transport {
    /** Begins to write a frame; {@code done} is told once it is written or has failed, perhaps before this returns. */
    void send(String frame, Callback done);

    /** Begins to close, saying why. */
    void close(CloseReason reason);

    /** Cuts the connection at once. */
    void abort();
}
