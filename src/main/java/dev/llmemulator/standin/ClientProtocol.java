package dev.llmemulator.standin;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.llmemulator.standin.ClientCommand.Request;
import dev.llmemulator.standin.ClientError.Rejected;
import dev.llmemulator.standin.CloseReason.Terminated;
import dev.llmemulator.standin.History.Position;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Centrifugo's client protocol on one connection: frames of JSON commands, one a line, each answered under its id; a
 * line without an id is a pong.
 */
final class ClientProtocol {
    /** The version of Centrifugo that is imitated, as it tells its clients. */
    private static final String VERSION = "6.9.6 OSS";

    private static final int CHANNEL_MAX_LENGTH = 255;
    private static final long YEAR = Duration.ofDays(365).toSeconds();

    final Connection connection;
    private final Channels channels;
    private final JwtVerifier jwts;
    private final ServerLimits limits;
    private final Results.Address address;

    /** The name of the user; null until the client is let in. */
    private @Nullable String user;

    private boolean refused;

    /** @param address where its commands come from, unless by a WebSocket */
    ClientProtocol(
            Connection connection, Channels channels, JwtVerifier jwts, ServerLimits limits, Results.Address address) {
        this.connection = connection;
        this.channels = channels;
        this.jwts = jwts;
        this.limits = limits;
        this.address = address;
    }

    /** Carries out the commands of one frame in order, up to the first that ends the connection. */
    synchronized void receive(String frame) {
        try {
            require(frame);
            for (var line : frame.lines().toList()) {
                if (connection.hasEnded() || refused) {
                    return;
                }
                carryOut(Json.read(line, ClientCommand.class));
            }
        } catch (Terminated e) {
            connection.close(e.reason);
        } catch (JsonProcessingException e) {
            connection.close(CloseReason.BAD_REQUEST);
        }
    }

    private void carryOut(@Nullable ClientCommand command) throws Terminated {
        var known = user;
        if (command != null && command.id() == 0 && known != null && connection.pong()) {
            return;
        }
        var call = command == null || command.id() == 0 ? null : Json.firstCall(command.requests());
        if (command == null || call == null || (known == null && !call.getKey().equals("connect"))) {
            throw new Terminated(CloseReason.BAD_REQUEST);
        }
        var id = command.id();
        var request = call.getValue();
        try {
            if (known == null) {
                connect(id, request);
                return;
            }
            switch (call.getKey()) {
                case "subscribe" -> subscribe(id, request, known);
                case "unsubscribe" -> {
                    connection.unsubscribe(require(request.channel()));
                    connection.send(Json.reply(id, "unsubscribe", Results.Expiry.NEVER));
                }
                case "history" -> history(id, request);
                case "refresh" -> refresh(id, request, known);
                case "sub_refresh" -> refreshSubscription(id, request, known);
                case "publish", "presence", "presence_stats", "rpc" -> throw new Rejected(ClientError.NOT_AVAILABLE);
                default -> throw new Terminated(CloseReason.BAD_REQUEST);
            }
        } catch (Rejected e) {
            connection.send(Json.reply(id, "error", e.error));
            if (known == null) {
                refused = true;
                connection.closeSilently();
            }
        }
    }

    private void connect(long id, Request request) throws Rejected, Terminated {
        var claims = jwts.verifyConnection(require(request.token()));
        var expiresAt = withinAYear(claims.expiresAt());
        var expiry = expiry(expiresAt, 0);
        var pingSeconds = limits.pingInterval().toSeconds();
        connection.send(Json.reply(
                id, "connect", new Results.Connected(connection.id, VERSION, expiry, pingSeconds, true, address)));
        user = claims.user();
        connection.connected(expiresAt);
    }

    private void subscribe(long id, Request request, String known) throws Rejected, Terminated {
        var channel = require(request.channel());
        if (channel.length() > CHANNEL_MAX_LENGTH) {
            throw new Rejected(ClientError.BAD_REQUEST);
        }
        if (connection.isSubscribed(channel)) {
            throw new Rejected(ClientError.ALREADY_SUBSCRIBED);
        }
        requireValid(channel);
        if (request.token().isEmpty()) {
            throw new Rejected(ClientError.PERMISSION_DENIED);
        }
        var claims = jwts.verifySubscription(request.token(), known, channel);
        var expiry = expiry(claims.expiresAt(), 1);
        var since = request.recover() ? new Position(request.epoch(), request.offset()) : null;
        connection.subscribe(channel, since, recovery -> {
            var result = new Results.Subscribed(expiry, recovery);
            return Json.reply(id, "subscribe", result);
        });
        connection.expireAt(channel, withinAYear(claims.expiresAt()));
    }

    private void history(long id, Request request) throws Rejected, Terminated {
        var channel = require(request.channel());
        requireValid(channel);
        if (Channels.isInNamespace(channel) && !connection.isSubscribed(channel)) {
            throw new Rejected(ClientError.PERMISSION_DENIED);
        }
        var most = limits.recoveryLimit();
        var limit = request.limit() < 0 ? most : Math.min(request.limit(), most);
        connection.send(
                Json.reply(id, "history", channels.history(channel, request.since(), limit, request.reverse())));
    }

    private void refresh(long id, Request request, String known) throws Rejected, Terminated {
        JwtVerifier.Claims claims;
        try {
            claims = jwts.verifyConnection(require(request.token()));
        } catch (Rejected e) {
            throw new Terminated(CloseReason.EXPIRED);
        }
        if (!claims.user().equals(known)) {
            throw new Terminated(CloseReason.INVALID_TOKEN);
        }
        var expiresAt = withinAYear(claims.expiresAt());
        var expiry = expiry(expiresAt, 1);
        connection.expireAt(expiresAt);
        connection.send(Json.reply(id, "refresh", expiry));
    }

    private void refreshSubscription(long id, Request request, String known) throws Rejected, Terminated {
        var channel = require(request.channel());
        if (!connection.isSubscribed(channel)) {
            throw new Rejected(ClientError.PERMISSION_DENIED);
        }
        if (request.token().isEmpty()) {
            throw new Rejected(ClientError.BAD_REQUEST);
        }
        try {
            var claims = jwts.verifySubscription(request.token(), known, channel);
            var expiresAt = withinAYear(claims.expiresAt());
            var expiry = expiry(expiresAt, 0);
            connection.expireAt(channel, expiresAt);
            connection.send(Json.reply(id, "sub_refresh", expiry));
        } catch (Rejected e) {
            throw new Terminated(
                    e.error == ClientError.PERMISSION_DENIED
                            ? CloseReason.INVALID_TOKEN
                            : CloseReason.SUBSCRIPTION_EXPIRED);
        }
    }

    /** The longest that Centrifugo lets a connection or a refreshed subscription last, in seconds since the epoch. */
    private static long withinAYear(long expiresAt) {
        return Math.min(expiresAt, now() + YEAR);
    }

    private static long now() {
        return System.currentTimeMillis() / 1000;
    }

    /**
     * What a JWT opens until a time in seconds since the epoch, 0 for ever; rejected if it has less than {@code least}
     * seconds left.
     */
    private static Results.Expiry expiry(long expiresAt, long least) throws Rejected {
        if (expiresAt == 0) {
            return Results.Expiry.NEVER;
        }
        var left = expiresAt - now();
        if (left < least) {
            throw new Rejected(ClientError.EXPIRED);
        }
        return Results.Expiry.in(left);
    }

    /** A text without which a frame or command breaks the protocol. */
    private static String require(String text) throws Terminated {
        if (text.isEmpty()) {
            throw new Terminated(CloseReason.BAD_REQUEST);
        }
        return text;
    }

    private static void requireValid(String channel) throws Rejected {
        Channels.requireKnown(channel);
        if (channel.chars().anyMatch(character -> character > 0x7f)) {
            throw new Rejected(ClientError.BAD_REQUEST);
        }
    }
}
