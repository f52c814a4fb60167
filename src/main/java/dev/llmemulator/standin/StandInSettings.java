package dev.llmemulator.standin;

import java.time.Duration;

/**
 * The settings of one stand-in.
 *
 * @param host where to listen, a name or an address
 * @param apiKey key that callers of the HTTP API send as X-API-Key
 * @param tokenHmacSecret secret that signs the JWTs of connections and subscriptions (HS256)
 * @param publishCost how much later the reply to each publish or batch request goes out; imitates a slower broker
 */
public record StandInSettings(
        String host, String apiKey, String tokenHmacSecret, ServerLimits limits, Duration publishCost) {
    private static final String LOOPBACK = "127.0.0.1";

    public StandInSettings {
        ServerLimits.require(!apiKey.isEmpty(), "apiKey is empty, must not be");
        ServerLimits.require(!tokenHmacSecret.isEmpty(), "tokenHmacSecret is empty, must not be");
        ServerLimits.require(!publishCost.isNegative(), "publishCost is " + publishCost + ", must not be negative");
    }

    /** Settings with default limits and without a publish cost, on loopback. */
    public static StandInSettings of(String apiKey, String tokenHmacSecret) {
        return new StandInSettings(LOOPBACK, apiKey, tokenHmacSecret, ServerLimits.defaults(), Duration.ZERO);
    }

    public StandInSettings withHost(String newHost) {
        return new StandInSettings(newHost, apiKey, tokenHmacSecret, limits, publishCost);
    }

    public StandInSettings withLimits(ServerLimits newLimits) {
        return new StandInSettings(host, apiKey, tokenHmacSecret, newLimits, publishCost);
    }

    public StandInSettings withPublishCost(Duration newPublishCost) {
        return new StandInSettings(host, apiKey, tokenHmacSecret, limits, newPublishCost);
    }

    /** Everything but the two secrets. */
    @Override
    public String toString() {
        return "StandInSettings[host=" + host + ", limits=" + limits + ", publishCost=" + publishCost + "]";
    }
}
