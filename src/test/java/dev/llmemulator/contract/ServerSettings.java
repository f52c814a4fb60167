package dev.llmemulator.contract;

import dev.llmemulator.standin.ServerLimits;
import java.time.Duration;

/** How servers are set up for the contract. */
final class ServerSettings {
    static final String API_KEY = "contract-api-key";
    static final String TOKEN_HMAC_SECRET = "contract-token-secret-of-32-bytes";

    /** Limits under which nothing happens but what a test does. */
    static final ServerLimits CALM = new ServerLimits(
            Duration.ofSeconds(25),
            Duration.ofSeconds(8),
            Duration.ofSeconds(10),
            Duration.ofSeconds(1),
            1_048_576,
            200,
            Duration.ofMinutes(1),
            Duration.ofMinutes(2),
            150);

    /** Limits under which whatever happens after some time happens within seconds. */
    static final ServerLimits HASTY = new ServerLimits(
            Duration.ofSeconds(2),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            1_048_576,
            5,
            Duration.ofSeconds(1),
            Duration.ofMinutes(2),
            150);

    private ServerSettings() {}
}
