package dev.llmemulator.load.client;

/** Hears what the frames of one socket say, in order. Times are microseconds since the epoch by the server's clock, 0 if not said. */
public interface FrameListener {
    /** A token was published. */
    void onToken(String channel, int index, String text, long offset, long dueUs, long sentUs);

    /** The completion marker was published. */
    void onMarker(String channel, int tokens, String sha256, long offset, long dueUs, long sentUs);

    /** The marker of a failed answer was published. */
    void onErrorMarker(String channel, int tokens, String detail, long offset);

    /** The server accepted a subscription. */
    void onSubscribed(String epoch, boolean wasRecovering, boolean recovered);

    /** A publication came that is neither of these, or a line that is none and no reply; then its offset is 0. */
    void onUnreadable(String channel, String detail, long offset);
}
