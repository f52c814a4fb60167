package dev.llmemulator.load.traced;

/** Hears what a traced text says, while it comes. */
public interface TracedListener {
    /**
     * A token came whole and unaltered, for the first time.
     *
     * @param text the token without its trace, with the white space that it left with
     * @param sentUs when it left the emulator, in microseconds since the epoch by the emulator's clock
     * @param receivedUs when the piece came that completed it
     */
    void onToken(int index, String text, long sentUs, long receivedUs);

    /** The end of the text came, for the first time. */
    void onEnd(int tokens, long receivedUs);
}
