package dev.llmemulator.standin;

import java.time.Duration;

/**
 * The settings of one stand-in.
 *
 * @param apiKey key that callers of the HTTP API send as X-API-Key
 * @param tokenHmacSecret secret that signs the JWTs of connections and subscriptions (HS256)
 * @param publishCost how much later the reply to each publish or batch request goes out; imitates a slower broker
 */
public record StandInSettings(String apiKey, String tokenHmacSecret, ServerLimits limits, Duration publishCost) {
    public StandInSettings {
        ServerLimits.require(!apiKey.isEmpty(), "apiKey is empty, must not be");
        ServerLimits.require(!tokenHmacSecret.isEmpty(), "tokenHmacSecret is empty, must not be");
        ServerLimits.require(!publishCost.isNegative(), "publishCost is " + publishCost + ", must not be negative");
    }

    /** Settings with default limits and without a publish cost. */
    public static StandInSettings of(String apiKey, String tokenHmacSecret) {
        return new StandInSettings(apiKey, tokenHmacSecret, ServerLimits.defaults(), Duration.ZERO);
    }

    public StandInSettings withLimits(ServerLimits newLimits) {
        return new StandInSettings(apiKey, tokenHmacSecret, newLimits, publishCost);
    }

    public StandInSettings withPublishCost(Duration newPublishCost) {
        return new StandInSettings(apiKey, tokenHmacSecret, limits, newPublishCost);
    }

    /** Everything but the two secrets. */
    @Override
    public String toString() {
        return "StandInSettings[limits=" + limits + ", publishCost=" + publishCost + "]";
    }
}
