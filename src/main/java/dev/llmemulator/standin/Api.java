package dev.llmemulator.standin;

import java.util.List;

/** Carries out commands of the HTTP API and writes their replies. */
final class Api {
    private final Channels channels;
    private final NodeInfo node;

    Api(Channels channels, NodeInfo node) {
        this.channels = channels;
        this.node = node;
    }

    /** The reply to one request: {@code {"result":…}} or {@code {"error":…}}. */
    String reply(ApiCommand command) {
        try {
            return "{\"result\":" + result(command) + "}";
        } catch (Rejected e) {
            return error(e);
        }
    }

    /** The replies to a batch, in the order of its commands: {@code {"replies":[{"publish":…},{"error":…}]}}. */
    String replies(List<ApiCommand> commands) {
        if (commands.isEmpty()) {
            return "{}";
        }
        StringBuilder json = new StringBuilder(16 + commands.size() * 56).append("{\"replies\":[");
        String separator = "";
        for (ApiCommand command : commands) {
            json.append(separator);
            separator = ",";
            try {
                String result = result(command);
                json.append("{\"")
                        .append(command.method())
                        .append("\":")
                        .append(result)
                        .append('}');
            } catch (Rejected e) {
                json.append(error(e));
            }
        }
        return json.append("]}").toString();
    }

    private String result(ApiCommand command) throws Rejected {
        if (command instanceof ApiCommand.Publish publish) {
            return positionJson(channels.publish(publish));
        } else if (command instanceof ApiCommand.Broadcast broadcast) {
            return broadcast(broadcast);
        } else if (command instanceof ApiCommand.History history) {
            return channels.history(history).toJson();
        } else if (command instanceof ApiCommand.Info) {
            return node.toJson();
        } else if (command instanceof ApiCommand.Missing) {
            throw new Rejected(ClientError.BAD_REQUEST);
        }
        throw new Rejected(ClientError.NOT_FOUND);
    }

    private String broadcast(ApiCommand.Broadcast broadcast) throws Rejected {
        if (broadcast.channels().isEmpty()) {
            throw new Rejected(ClientError.BAD_REQUEST);
        }
        StringBuilder json = new StringBuilder("{\"responses\":[");
        String separator = "";
        for (String channel : broadcast.channels()) {
            json.append(separator).append(reply(broadcast.message().to(channel)));
            separator = ",";
        }
        return json.append("]}").toString();
    }

    private static String error(Rejected rejected) {
        return "{\"error\":" + rejected.error().apiJson() + "}";
    }

    private static String positionJson(Position position) {
        return position.offset() == 0
                ? "{}"
                : "{\"offset\":" + position.offset() + ",\"epoch\":\"" + position.epoch() + "\"}";
    }
}
