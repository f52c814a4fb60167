package dev.llmemulator.load.client;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import java.time.Duration;
import java.time.Instant;

/** Signs the tokens that a browser would get from the chat product's own server. */
public final class UserTokens {
    // Outlives every connection of a run, however long its user waits for a turn, so that none has to be refreshed.
    private static final Duration LIFETIME = Duration.ofDays(2);

    private final Algorithm algorithm;

    /** @param hmacSecret of Centrifugo, HS256 */
    public UserTokens(String hmacSecret) {
        algorithm = Algorithm.HMAC256(hmacSecret);
    }

    /** Lets a user connect. */
    public String forConnection(String user) {
        return JWT.create()
                .withSubject(user)
                .withExpiresAt(Instant.now().plus(LIFETIME))
                .sign(algorithm);
    }

    /** Lets a user subscribe to a channel. */
    public String forSubscription(String user, String channel) {
        return JWT.create()
                .withSubject(user)
                .withClaim("channel", channel)
                .withExpiresAt(Instant.now().plus(LIFETIME))
                .sign(algorithm);
    }
}
