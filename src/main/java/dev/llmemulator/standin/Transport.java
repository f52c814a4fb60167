package dev.llmemulator.standin;

/** The wire below one connection. */
interface Transport {

    /** Begins to write a frame; {@code done} runs once it is written or has failed, perhaps before this returns. */
    void send(String frame, Runnable done);

    /** Begins to close, saying why. */
    void close(CloseReason reason);

    /** Cuts the connection at once. */
    void abort();
}
