package dev.llmemulator.load.protocol;

import dev.llmemulator.load.settings.ServerUrl;
import dev.llmemulator.load.settings.Trust;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The servers under load: HTTP with the path that the API's paths are appended to, the WebSocket with its whole path, the
 * origin that its handshake tells, the secret of the users' JWTs, and whose certificates the users accept.
 */
public record Endpoints(ServerUrl http, ServerUrl webSocket, String origin, String tokenHmacSecret, Trust trust) {
    /** Servers whose WebSocket is told the given origin, or that of its own URL, as Gatling tells it, if there is none. */
    public static Endpoints of(
            ServerUrl http, ServerUrl webSocket, @Nullable String origin, String tokenHmacSecret, Trust trust) {
        return new Endpoints(
                http, webSocket, origin == null ? origin(webSocket.url()) : origin, tokenHmacSecret, trust);
    }

    public Endpoints(URI httpUrl, URI webSocketUrl, String tokenHmacSecret) {
        this(ServerUrl.of(httpUrl), ServerUrl.of(webSocketUrl), origin(webSocketUrl), tokenHmacSecret, Trust.USUAL);
    }

    /** Where questions go; append a path that begins with a slash. */
    public URI httpUrl() {
        return http.url();
    }

    public URI webSocketUrl() {
        return webSocket.url();
    }

    // As browsers do: without the port that the scheme has anyway.
    private static String origin(URI webSocketUrl) {
        var secure = webSocketUrl.getScheme().equals("wss");
        var port = webSocketUrl.getPort();
        return (secure ? "https://" : "http://")
                + webSocketUrl.getHost().toLowerCase(Locale.ROOT)
                + (port == -1 || port == (secure ? 443 : 80) ? "" : ":" + port);
    }

    /** The two URLs, without any secret, and a warning if nobody checks who answers there. */
    @Override
    public String toString() {
        return http + ", " + webSocket + (trust.anybody() ? ", certificates not verified (insecure)" : "");
    }
}
