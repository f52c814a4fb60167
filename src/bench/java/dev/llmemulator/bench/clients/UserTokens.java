package dev.llmemulator.bench.clients;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import java.time.Duration;
import java.time.Instant;

/** Signs the tokens that let a user connect and subscribe. */
final class UserTokens {
    private static final Duration LIFETIME = Duration.ofHours(1);

    private final Algorithm algorithm;

    UserTokens(String secret) {
        this.algorithm = Algorithm.HMAC256(secret);
    }

    String forConnection(String user) {
        return JWT.create()
                .withSubject(user)
                .withExpiresAt(Instant.now().plus(LIFETIME))
                .sign(algorithm);
    }

    String forSubscription(String user, String channel) {
        return JWT.create()
                .withSubject(user)
                .withClaim("channel", channel)
                .withExpiresAt(Instant.now().plus(LIFETIME))
                .sign(algorithm);
    }
}
