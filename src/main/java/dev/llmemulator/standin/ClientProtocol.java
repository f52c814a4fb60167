package dev.llmemulator.standin;

import org.jspecify.annotations.Nullable;

/**
 * Centrifugo's client protocol on one connection: frames of JSON commands, one a line, each answered under its id; a line
 * without an id is a pong.
 *
 * <p>Used by one thread at a time, as the frames of one connection arrive one after the other.
 */
final class ClientProtocol {
    /** The version of Centrifugo that is imitated, as it says of itself. */
    static final String VERSION = "6.9.6 OSS";

    private final Connection connection;
    private final Channels channels;
    private final TokenVerifier tokens;
    private final StandInSettings settings;
    private @Nullable ClientCommands commands;
    private boolean refused;

    ClientProtocol(Connection connection, Channels channels, TokenVerifier tokens, StandInSettings settings) {
        this.connection = connection;
        this.channels = channels;
        this.tokens = tokens;
        this.settings = settings;
    }

    /** Carries out the commands of one frame in order, up to the first that ends the connection. */
    void receive(String frame) {
        try {
            int start = 0;
            do {
                int end = frame.indexOf('\n', start);
                String line = frame.substring(start, end < 0 ? frame.length() : end);
                start = end < 0 ? frame.length() : end + 1;
                if (connection.hasEnded() || refused) {
                    return;
                }
                carryOut(Command.parse(line));
            } while (start < frame.length());
        } catch (Terminated e) {
            connection.close(e.reason());
        }
    }

    private void carryOut(Command command) throws Terminated {
        ClientCommands known = commands;
        try {
            if (known == null) {
                connect(command);
            } else if (command.id() > 0) {
                known.carryOut(command);
            } else if (command.has("send")) {
                throw new Terminated(CloseReason.NOT_AVAILABLE);
            } else if (!connection.pong()) {
                throw new Terminated(CloseReason.BAD_REQUEST);
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
                + "\",\"version\":\"" + VERSION + "\","
                + Json.expiry(token.expiresAt(), nowSeconds)
                + (pingSeconds > 0 ? "\"ping\":" + pingSeconds + "," : "") + "\"pong\":true}}");
        commands = new ClientCommands(connection, token.user(), channels, tokens, settings.history());
        connection.connected(token, nowSeconds);
    }
}
