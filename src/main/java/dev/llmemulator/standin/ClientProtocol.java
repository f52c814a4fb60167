package dev.llmemulator.standin;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * Centrifugo's client protocol as one connection speaks it: JSON commands, one a line, each answered under its id.
 *
 * <p>Used by one thread at a time, as frames of one connection arrive one after the other.
 */
final class ClientProtocol {

    /** The version of Centrifugo that is imitated. */
    static final String VERSION = "6.9.6";

    private static final int CHANNEL_MAX_LENGTH = 255;
    private static final long MAX_OFFSET = Long.MAX_VALUE;

    private final Connection connection;
    private final Channels channels;
    private final TokenVerifier tokens;
    private final StandInSettings settings;
    private @Nullable ConnectionToken user;
    private boolean refused;

    ClientProtocol(Connection connection, Channels channels, TokenVerifier tokens, StandInSettings settings) {
        this.connection = connection;
        this.channels = channels;
        this.tokens = tokens;
        this.settings = settings;
    }

    /** Carries out the commands of one frame in order, up to the first that ends the connection. */
    void receive(String frame) {
        int start = 0;
        try {
            do {
                int end = frame.indexOf('\n', start);
                String line = frame.substring(start, end < 0 ? frame.length() : end);
                if (connection.hasEnded() || refused) {
                    return;
                }
                carryOut(Command.parse(line));
                start = end < 0 ? frame.length() : end + 1;
            } while (start < frame.length());
        } catch (Terminated e) {
            connection.close(e.reason());
        }
    }

    private void carryOut(Command command) throws Terminated {
        ConnectionToken known = user;
        try {
            if (known == null) {
                connect(command);
            } else if (command.id() == 0) {
                if (!connection.pong()) {
                    throw new Terminated(CloseReason.BAD_REQUEST);
                }
            } else {
                carryOut(command, known);
            }
        } catch (Rejected e) {
            connection.send(
                    "{\"id\":" + command.id() + ",\"error\":" + e.error().clientJson() + "}");
            if (known == null) {
                refused = true;
                connection.closeSilently();
            }
        }
    }

    private void carryOut(Command command, ConnectionToken known) throws Rejected, Terminated {
        if (command.has("connect")) {
            throw new Terminated(CloseReason.BAD_REQUEST);
        } else if (command.has("subscribe")) {
            subscribe(command, known);
        } else if (command.has("unsubscribe")) {
            unsubscribe(command);
        } else if (command.has("history")) {
            history(command);
        } else if (command.has("refresh")) {
            refresh(command, known);
        } else {
            throw new Rejected(ClientError.METHOD_NOT_FOUND);
        }
    }

    private void connect(Command command) throws Rejected, Terminated {
        if (command.id() == 0 || !command.has("connect")) {
            throw new Terminated(CloseReason.BAD_REQUEST);
        }
        String text = Command.text(command.request("connect"), "token");
        if (text.isEmpty()) {
            throw new Terminated(CloseReason.BAD_REQUEST);
        }
        ConnectionToken token = tokens.verifyConnection(text);
        long nowSeconds = System.currentTimeMillis() / 1000;
        long pingSeconds = settings.client().pingInterval().toSeconds();
        connection.send("{\"id\":" + command.id() + ",\"connect\":{\"client\":\"" + connection.id()
                + "\",\"version\":\"" + VERSION + "\"" + token.expiryJson(nowSeconds)
                + (pingSeconds > 0 ? ",\"ping\":" + pingSeconds : "") + ",\"pong\":true}}");
        user = token;
        connection.connected(token, nowSeconds);
    }

    private void subscribe(Command command, ConnectionToken known) throws Rejected, Terminated {
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
        if (!token.isEmpty()) {
            tokens.verifySubscription(token, known.user(), channel);
        } else if (known.user().isEmpty()) {
            throw new Rejected(ClientError.PERMISSION_DENIED);
        }
        connection.reserve(channel);
        connection.subscribe(channel, "{\"id\":" + command.id() + ",\"subscribe\":", recover, since);
    }

    private void unsubscribe(Command command) throws Terminated {
        connection.unsubscribe(channel(command.request("unsubscribe")));
        connection.send("{\"id\":" + command.id() + ",\"unsubscribe\":{}}");
    }

    private void history(Command command) throws Rejected, Terminated {
        JsonNode request = command.request("history");
        String channel = channel(request);
        requireValid(channel);
        if (!connection.isSubscribed(channel)) {
            throw new Rejected(ClientError.PERMISSION_DENIED);
        }
        JsonNode sinceNode = request.path("since");
        Position since = sinceNode.isObject() ? position(sinceNode) : null;
        int most = settings.history().recoveryLimit();
        int limit = request.path("limit").asInt();
        if (limit < 0 || limit > most) {
            limit = most;
        }
        HistoryPage page =
                channels.history(new ApiCommand.History(channel, limit, since, Command.flag(request, "reverse")));
        connection.send("{\"id\":" + command.id() + ",\"history\":" + page.toJson() + "}");
    }

    private void refresh(Command command, ConnectionToken known) throws Terminated {
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
        if (!token.user().equals(known.user())) {
            throw new Terminated(CloseReason.INVALID_TOKEN);
        }
        long nowSeconds = System.currentTimeMillis() / 1000;
        connection.expireWith(token, nowSeconds);
        connection.send("{\"id\":" + command.id() + ",\"refresh\":{\"client\":\"" + connection.id() + "\""
                + token.expiryJson(nowSeconds) + "}}");
    }

    private static String channel(JsonNode request) throws Terminated {
        String channel = Command.text(request, "channel");
        if (channel.isEmpty()) {
            throw new Terminated(CloseReason.BAD_REQUEST);
        }
        return channel;
    }

    private static Position position(JsonNode request) throws Terminated {
        return new Position(Command.text(request, "epoch"), Command.number(request, "offset", MAX_OFFSET));
    }

    private static void requireValid(String channel) throws Rejected {
        Channels.requireKnown(channel);
        if (channel.chars().anyMatch(character -> character > 0x7f)) {
            throw new Rejected(ClientError.BAD_REQUEST);
        }
    }
}
