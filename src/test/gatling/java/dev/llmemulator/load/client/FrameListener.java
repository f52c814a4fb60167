package dev.llmemulator.load.client;

/** Hears what the frames of one socket say, in their order. */
public interface FrameListener {
    /** The server refused a command. */
    default void onRefused(int code, String message) {}

    /** The server ended the subscription. */
    default void onUnsubscribed() {}

    /** A token was published. */
    void onToken(String channel, int index, String text, long offset, Stamps stamps);

    /** The completion marker was published. */
    void onMarker(String channel, int tokens, String sha256, long offset, Stamps stamps);

    /** The marker of a failed answer was published. */
    void onErrorMarker(String channel, int tokens, String detail, long offset);

    /** The server accepted a subscription. */
    void onSubscribed(String epoch, boolean wasRecovering, boolean recovered);

    /**
     * A publication came that is none of these, or a line that is neither publication nor reply; then its offset is 0.
     */
    void onUnreadable(String channel, String detail, long offset);
}
