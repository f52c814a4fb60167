package dev.llmemulator.load.client;

/** Whether a frame asks for a sign of life, and whether a line of it may be the reply to a command. */
public record FrameRest(boolean ping, boolean reply) {
    static final FrameRest NOTHING = new FrameRest(false, false);
    static final FrameRest PING = new FrameRest(true, false);
    static final FrameRest REPLY = new FrameRest(false, true);

    FrameRest and(FrameRest other) {
        return new FrameRest(ping || other.ping, reply || other.reply);
    }
}
