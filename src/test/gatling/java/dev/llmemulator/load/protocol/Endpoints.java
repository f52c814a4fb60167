package dev.llmemulator.load.protocol;

import dev.llmemulator.load.settings.ServerUrl;
import dev.llmemulator.load.settings.Transport;
import dev.llmemulator.load.settings.Trust;
import java.net.URI;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The servers under load.
 *
 * @param http with the path that the API's paths are appended to
 * @param webSocket where users connect to, with its whole path: a WebSocket, or the stream of an emulated one
 * @param origin that the users' pages have
 * @param tokenHmacSecret signs the users' JWTs
 * @param trust whose certificates the users accept
 * @param transport by which answers come
 * @param emulation where the commands of an emulated WebSocket go; null for a real one
 */
public record Endpoints(
        ServerUrl http,
        ServerUrl webSocket,
        String origin,
        String tokenHmacSecret,
        Trust trust,
        Transport transport,
        @Nullable ServerUrl emulation) {
    /** Servers whose WebSocket is told the given origin, or that of its own URL, as Gatling tells it, if there is none. */
    public static Endpoints of(
            ServerUrl http, ServerUrl webSocket, @Nullable String origin, String tokenHmacSecret, Trust trust) {
        return of(http, webSocket, origin, tokenHmacSecret, trust, Transport.WEBSOCKET, null);
    }

    /** The same, by any transport. */
    public static Endpoints of(
            ServerUrl http,
            ServerUrl webSocket,
            @Nullable String origin,
            String tokenHmacSecret,
            Trust trust,
            Transport transport,
            @Nullable ServerUrl emulation) {
        var told = origin == null ? origin(webSocket.url()) : origin;
        return new Endpoints(http, webSocket, told, tokenHmacSecret, trust, transport, emulation);
    }

    public Endpoints(URI httpUrl, URI webSocketUrl, String tokenHmacSecret) {
        this(
                ServerUrl.of(httpUrl),
                ServerUrl.of(webSocketUrl),
                origin(webSocketUrl),
                tokenHmacSecret,
                Trust.USUAL,
                Transport.WEBSOCKET,
                null);
    }

    /** The same servers by another transport, where they have Centrifugo's usual paths. */
    public Endpoints by(Transport other) {
        if (!other.isEmulated()) {
            return new Endpoints(http, webSocket, origin, tokenHmacSecret, trust, other, null);
        }
        var stream = Objects.requireNonNull(other.streamUrl(webSocketUrl()), "No URL of a WebSocket of Centrifugo");
        var commands = Objects.requireNonNull(other.emulationUrl(stream));
        return new Endpoints(http, ServerUrl.of(stream), origin, tokenHmacSecret, trust, other, ServerUrl.of(commands));
    }

    /** Where questions go; append a path that begins with a slash. */
    public URI httpUrl() {
        return http.url();
    }

    public URI webSocketUrl() {
        return webSocket.url();
    }

    /** Where the commands of an emulated WebSocket go. */
    public URI emulationUrl() {
        return Objects.requireNonNull(emulation, "A WebSocket has no other URL for its commands")
                .url();
    }

    // As browsers do: without the port that the scheme has anyway.
    static String origin(URI url) {
        var secure = url.getScheme().equals("wss") || url.getScheme().equals("https");
        var port = url.getPort();
        return (secure ? "https://" : "http://")
                + url.getHost().toLowerCase(Locale.ROOT)
                + (port == -1 || port == (secure ? 443 : 80) ? "" : ":" + port);
    }

    /** The URLs that are used, without any secret, and a warning if nobody checks who answers there. */
    @Override
    public String toString() {
        return http
                + (transport == Transport.SSE ? "" : ", " + webSocket)
                + (trust.anybody() ? ", certificates not verified (insecure)" : "");
    }
}
