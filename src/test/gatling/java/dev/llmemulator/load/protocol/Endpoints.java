package dev.llmemulator.load.protocol;

import java.net.URI;

/** The servers under load: HTTP without a path, the WebSocket with its path, and the secret of the users' JWTs. */
public record Endpoints(URI httpUrl, URI webSocketUrl, String tokenHmacSecret) {
    @Override
    public String toString() {
        return httpUrl + ", " + webSocketUrl;
    }
}
