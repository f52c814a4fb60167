package dev.llmemulator.load.client;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import java.time.Duration;
import java.time.Instant;

/** Signs the JWTs that a browser gets from the server of the chat product. */
public final class UserJwts {
    /** Longer than any connection of a run, so that no user has to refresh its JWT. */
    public static final Duration LIFETIME = Duration.ofDays(365);

    private final Algorithm algorithm;

    /** @param hmacSecret the secret that Centrifugo checks JWTs with, by HS256 */
    public UserJwts(String hmacSecret) {
        algorithm = Algorithm.HMAC256(hmacSecret);
    }

    public String forConnection(String user) {
        return forConnection(user, Instant.now().plus(LIFETIME));
    }

    /** The same until a time, in whole seconds. */
    public String forConnection(String user, Instant expiry) {
        return JWT.create().withSubject(user).withExpiresAt(expiry).sign(algorithm);
    }

    public String forSubscription(String user, String channel) {
        return forSubscription(user, channel, Instant.now().plus(LIFETIME));
    }

    /** The same until a time, in whole seconds. */
    public String forSubscription(String user, String channel, Instant expiry) {
        return JWT.create()
                .withSubject(user)
                .withClaim("channel", channel)
                .withExpiresAt(expiry)
                .sign(algorithm);
    }
}
