package dev.llmemulator.load.client;

import java.util.ArrayList;
import java.util.List;

/** What is left of a frame to be done: whether it asks for a sign of life, and the replies to commands in it. */
public record FrameRest(boolean ping, List<Reply> replies) {
    public static final FrameRest NOTHING = new FrameRest(false, List.of());
    static final FrameRest PING = new FrameRest(true, List.of());

    /**
     * The server's reply to the command of this id.
     *
     * @param refusal empty, or such as {@code 103 permission denied}
     * @param secondsLeft after which the token of the command expires; 0 for never
     * @param pingSeconds within which the server sends the next ping; 0 for none, or where the reply does not say
     */
    public record Reply(long id, String refusal, int secondsLeft, int pingSeconds) {
        Reply(long id, String refusal) {
            this(id, refusal, 0, 0);
        }
    }

    /** True if nothing is left to be done, as after a token. */
    public boolean isNothing() {
        return !ping && replies.isEmpty();
    }

    static FrameRest reply(long id, String refusal) {
        return new FrameRest(false, List.of(new Reply(id, refusal)));
    }

    FrameRest and(FrameRest other) {
        if (replies.isEmpty() || other.replies.isEmpty()) {
            return new FrameRest(ping || other.ping, replies.isEmpty() ? other.replies : replies);
        }
        var all = new ArrayList<Reply>(replies);
        all.addAll(other.replies);
        return new FrameRest(ping || other.ping, List.copyOf(all));
    }
}
