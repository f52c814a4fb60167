package dev.llmemulator.load.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** The commands that a reader sends to Centrifugo, each a line of JSON. */
public final class Commands {
    public static final String PONG = "{}";

    private Commands() {}

    public static String connect(int id, String jwt) {
        var command = JsonNodeFactory.instance.objectNode().put("id", id);
        command.putObject("connect").put("token", jwt);
        return command.toString();
    }

    /** Connects with a token, which may be empty, and with data for the server, which may be null. */
    public static String connect(int id, String jwt, @Nullable JsonNode data) {
        var command = JsonNodeFactory.instance.objectNode().put("id", id);
        var connect = command.putObject("connect");
        if (!jwt.isEmpty()) {
            connect.put("token", jwt);
        }
        if (data != null) {
            connect.set("data", data);
        }
        return command.toString();
    }

    /** Renews the token of the connection. */
    public static String refresh(int id, String jwt) {
        var command = JsonNodeFactory.instance.objectNode().put("id", id);
        command.putObject("refresh").put("token", jwt);
        return command.toString();
    }

    /** Renews the token of a subscription. */
    public static String refresh(int id, String channel, String jwt) {
        var command = JsonNodeFactory.instance.objectNode().put("id", id);
        command.putObject("sub_refresh").put("channel", channel).put("token", jwt);
        return command.toString();
    }

    public static String subscribe(int id, String channel, String jwt) {
        return subscription(id, channel, jwt).toString();
    }

    /** Subscribes and asks for all that was published after an offset, 0 for the beginning; the epoch may be empty. */
    public static String recover(int id, String channel, String jwt, long offset, String epoch) {
        var command = subscription(id, channel, jwt);
        command.withObject("/subscribe")
                .put("recover", true)
                .put("offset", offset)
                .put("epoch", epoch);
        return command.toString();
    }

    public static String unsubscribe(int id, String channel) {
        var command = JsonNodeFactory.instance.objectNode().put("id", id);
        command.putObject("unsubscribe").put("channel", channel);
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
