package dev.llmemulator.load.client;

/** Hears what the frames of one socket say, in their order. Texts of the server are one line that can be shown. */
public interface FrameListener {
    /** The server refused a command; why, as {@code 103 permission denied}. */
    default void onRefused(String why) {}

    /** The server ended a subscription; code and reason are what it says. */
    default void onUnsubscribed(String channel, int code, String reason) {}

    /** The server says in a frame that it ends the connection. */
    default void onDisconnected(int code, String reason) {}

    /**
     * The server says where a channel stands, before it sends what came since.
     *
     * @param recoverable whether the channel keeps what was published
     */
    default void onPosition(long offset, boolean recoverable) {}

    /** The server let the user in; its id of the connection. */
    default void onConnected(String client) {}

    void onToken(String channel, int index, String text, long offset, Stamps stamps);

    void onMarker(String channel, int tokens, String sha256, long offset, Stamps stamps);

    /** The answer has failed after so many tokens; perhaps some more, whose number is limited, were sent. */
    void onErrorMarker(String channel, int tokens, int unacknowledged, String detail, long offset);

    void onSubscribed(String epoch, boolean wasRecovering, boolean recovered);

    /** A publication of another type came, or of none. It belongs to somebody else's protocol and is no fault. */
    default void onOther(String channel, long offset) {}

    /** A token or marker of another answer came on the channel. It is no part of this one, and no fault of it. */
    default void onOtherAnswer(long offset) {}

    /**
     * A token or marker came that lacks something, or a line that is neither push, reply nor ping; then its offset is
     * 0.
     */
    void onUnreadable(String channel, String detail, long offset);
}
