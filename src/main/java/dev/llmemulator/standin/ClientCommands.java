package dev.llmemulator.standin;

import com.fasterxml.jackson.databind.JsonNode;

/** The commands of a client that has been let in. */
final class ClientCommands {
    private static final int CHANNEL_MAX_LENGTH = 255;

    private final Connection connection;
    private final String user;
    private final Channels channels;
    private final TokenVerifier tokens;
    private final HistoryLimits limits;

    ClientCommands(Connection connection, String user, Channels channels, TokenVerifier tokens, HistoryLimits limits) {
        this.connection = connection;
        this.user = user;
        this.channels = channels;
        this.tokens = tokens;
        this.limits = limits;
    }

    void carryOut(Command command) throws Rejected, Terminated {
        if (command.has("connect")) {
            throw new Terminated(CloseReason.BAD_REQUEST);
        } else if (command.has("subscribe")) {
            subscribe(command);
        } else if (command.has("unsubscribe")) {
            unsubscribe(command);
        } else if (command.has("publish")) {
            publish(command);
        } else if (command.has("presence")) {
            presence(command.request("presence"));
        } else if (command.has("presence_stats")) {
            presence(command.request("presence_stats"));
        } else if (command.has("history")) {
            history(command);
        } else if (command.has("rpc")) {
            throw new Rejected(ClientError.NOT_AVAILABLE);
        } else if (command.has("send")) {
            throw new Terminated(CloseReason.NOT_AVAILABLE);
        } else if (command.has("refresh")) {
            refresh(command);
        } else if (command.has("sub_refresh")) {
            refreshSubscription(command);
        } else {
            throw new Terminated(CloseReason.BAD_REQUEST);
        }
    }

    private void subscribe(Command command) throws Rejected, Terminated {
        JsonNode request = command.request("subscribe");
        String channel = channel(request);
        String token = Command.text(request, "token");
        boolean recover = Command.flag(request, "recover");
        Position since = position(request);
        if (channel.length() > CHANNEL_MAX_LENGTH) {
            throw new Rejected(ClientError.BAD_REQUEST);
        }
        if (connection.isSubscribed(channel)) {
            throw new Rejected(ClientError.ALREADY_SUBSCRIBED);
        }
        requireValid(channel);
        if (token.isEmpty()) {
            throw new Rejected(ClientError.PERMISSION_DENIED);
        }
        long expiresAt = tokens.verifySubscription(token, user, channel);
        String expiry = Json.expiry(expiresAt, System.currentTimeMillis() / 1000);
        connection.subscribe(channel, start(command, "subscribe") + expiry, recover, since);
    }

    private void unsubscribe(Command command) throws Terminated {
        connection.unsubscribe(channel(command.request("unsubscribe")));
        connection.send(start(command, "unsubscribe") + "}}");
    }

    /** Only the server publishes. */
    private void publish(Command command) throws Rejected, Terminated {
        JsonNode request = command.request("publish");
        String channel = channel(request);
        if (!request.has("data")) {
            throw new Rejected(ClientError.BAD_REQUEST);
        }
        requireValid(channel);
        throw new Rejected(ClientError.PERMISSION_DENIED);
    }

    /** Presence is off. */
    private void presence(JsonNode request) throws Rejected, Terminated {
        requireValid(channel(request));
        throw new Rejected(ClientError.NOT_AVAILABLE);
    }

    private void history(Command command) throws Rejected, Terminated {
        JsonNode request = command.request("history");
        String channel = channel(request);
        JsonNode from = Command.object(request, "since");
        int limit = Command.integer(request, "limit");
        boolean reverse = Command.flag(request, "reverse");
        requireValid(channel);
        if (!Channels.isInNamespace(channel)) {
            throw new Rejected(ClientError.NOT_AVAILABLE);
        }
        if (!connection.isSubscribed(channel)) {
            throw new Rejected(ClientError.PERMISSION_DENIED);
        }
        Position since = from.isObject() ? position(from) : null;
        if (reverse && since != null && since.offset() == 0) {
            throw new Rejected(ClientError.BAD_REQUEST);
        }
        int most = limits.recoveryLimit();
        HistoryPage page = channels.history(
                new ApiCommand.History(channel, limit < 0 ? most : Math.min(limit, most), since, reverse));
        connection.send("{\"id\":" + command.id() + ",\"history\":" + page.toJson() + "}");
    }

    private void refresh(Command command) throws Terminated {
        String text = Command.text(command.request("refresh"), "token");
        if (text.isEmpty()) {
            throw new Terminated(CloseReason.BAD_REQUEST);
        }
        ConnectionToken token;
        try {
            token = tokens.verifyConnection(text);
        } catch (Rejected e) {
            throw new Terminated(CloseReason.EXPIRED);
        }
        if (!token.user().equals(user)) {
            throw new Terminated(CloseReason.INVALID_TOKEN);
        }
        long nowSeconds = System.currentTimeMillis() / 1000;
        connection.expireWith(token, nowSeconds);
        connection.send(end(start(command, "refresh") + Json.expiry(token.expiresAt(), nowSeconds)));
    }

    private void refreshSubscription(Command command) throws Rejected, Terminated {
        JsonNode request = command.request("sub_refresh");
        String channel = channel(request);
        String token = Command.text(request, "token");
        if (!connection.isSubscribed(channel)) {
            throw new Rejected(ClientError.PERMISSION_DENIED);
        }
        if (token.isEmpty()) {
            throw new Rejected(ClientError.BAD_REQUEST);
        }
        long expiresAt;
        try {
            expiresAt = tokens.verifySubscription(token, user, channel);
        } catch (Rejected e) {
            throw new Terminated(
                    e.error() == ClientError.TOKEN_EXPIRED
                            ? CloseReason.SUBSCRIPTION_EXPIRED
                            : CloseReason.INVALID_TOKEN);
        }
        connection.send(end(start(command, "sub_refresh") + Json.expiry(expiresAt, System.currentTimeMillis() / 1000)));
    }

    /** A reply up to the opening of its result. */
    private static String start(Command command, String name) {
        return "{\"id\":" + command.id() + ",\"" + name + "\":{";
    }

    /** A reply with the comma after its last field taken away, and closed. */
    private static String end(String reply) {
        return (reply.endsWith(",") ? reply.substring(0, reply.length() - 1) : reply) + "}}";
    }

    private static String channel(JsonNode request) throws Terminated {
        String channel = Command.text(request, "channel");
        if (channel.isEmpty()) {
            throw new Terminated(CloseReason.BAD_REQUEST);
        }
        return channel;
    }

    private static Position position(JsonNode request) throws Terminated {
        return new Position(Command.text(request, "epoch"), Command.number(request, "offset"));
    }

    private static void requireValid(String channel) throws Rejected {
        Channels.requireKnown(channel);
        if (channel.chars().anyMatch(character -> character > 0x7f)) {
            throw new Rejected(ClientError.BAD_REQUEST);
        }
    }
}
