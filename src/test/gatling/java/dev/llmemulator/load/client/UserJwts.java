package dev.llmemulator.load.client;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTCreator;
import com.auth0.jwt.algorithms.Algorithm;
import java.time.Duration;
import java.time.Instant;

/** Signs the JWTs that a browser gets from the server of the chat product. */
public final class UserJwts {
    // Longer than any connection of a run, so that no user has to refresh its JWT.
    private static final Duration LIFETIME = Duration.ofDays(365);

    private final Algorithm algorithm;

    /** @param hmacSecret the secret that Centrifugo checks JWTs with, by HS256 */
    public UserJwts(String hmacSecret) {
        algorithm = Algorithm.HMAC256(hmacSecret);
    }

    public String forConnection(String user) {
        return sign(JWT.create().withSubject(user));
    }

    public String forSubscription(String user, String channel) {
        return sign(JWT.create().withSubject(user).withClaim("channel", channel));
    }

    private String sign(JWTCreator.Builder claims) {
        return claims.withExpiresAt(Instant.now().plus(LIFETIME)).sign(algorithm);
    }
}
