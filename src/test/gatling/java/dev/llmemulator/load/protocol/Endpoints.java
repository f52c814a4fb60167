package dev.llmemulator.load.protocol;

import java.net.URI;

/**
 * The addresses of the servers under load.
 *
 * @param httpUrl without a path; serves {@code POST /api/run}
 * @param webSocketUrl with its path
 * @param tokenHmacSecret with which the users' tokens are signed
 */
public record Endpoints(URI httpUrl, URI webSocketUrl, String tokenHmacSecret) {
    @Override
    public String toString() {
        return httpUrl + ", " + webSocketUrl;
    }
}
