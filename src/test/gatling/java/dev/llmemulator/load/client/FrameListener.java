package dev.llmemulator.load.client;

/** Hears what the frames of one socket say, in their order. */
public interface FrameListener {
    default void onRefused(int code, String message) {}

    default void onUnsubscribed() {}

    void onToken(String channel, int index, String text, long offset, Stamps stamps);

    void onMarker(String channel, int tokens, String sha256, long offset, Stamps stamps);

    void onErrorMarker(String channel, int tokens, String detail, long offset);

    void onSubscribed(String epoch, boolean wasRecovering, boolean recovered);

    /**
     * A publication came that is none of these, or a line that is neither publication nor reply; then its offset is 0.
     */
    void onUnreadable(String channel, String detail, long offset);
}
