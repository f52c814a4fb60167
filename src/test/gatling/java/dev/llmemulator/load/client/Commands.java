package dev.llmemulator.load.client;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The commands that a reader sends to Centrifugo, each a line of JSON. */
public final class Commands {
    /** The reply to a ping. */
    public static final String PONG = "{}";

    private Commands() {}

    /** Connects a user. */
    public static String connect(int id, String jwt) {
        var command = JsonNodeFactory.instance.objectNode().put("id", id);
        command.putObject("connect").put("token", jwt);
        return command.toString();
    }

    /** Subscribes to a channel, from now on. */
    public static String subscribe(int id, String channel, String jwt) {
        return subscription(id, channel, jwt).toString();
    }

    /**
     * Subscribes to a channel and asks for all that was published after a position.
     *
     * @param offset of the last publication that the reader has; 0 for the beginning of the channel
     * @param epoch of the channel; empty if the reader does not know it
     */
    public static String recover(int id, String channel, String jwt, long offset, String epoch) {
        var command = subscription(id, channel, jwt);
        command.withObject("/subscribe")
                .put("recover", true)
                .put("offset", offset)
                .put("epoch", epoch);
        return command.toString();
    }

    /** Asks where a channel's history ends, without any of its publications. */
    public static String history(int id, String channel) {
        var command = JsonNodeFactory.instance.objectNode().put("id", id);
        command.putObject("history").put("channel", channel);
        return command.toString();
    }

    private static ObjectNode subscription(int id, String channel, String jwt) {
        var command = JsonNodeFactory.instance.objectNode().put("id", id);
        command.putObject("subscribe").put("channel", channel).put("token", jwt);
        return command;
    }
}
