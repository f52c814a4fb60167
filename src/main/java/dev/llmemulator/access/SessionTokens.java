package dev.llmemulator.access;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTCreator;
import com.auth0.jwt.algorithms.Algorithm;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Signs the JWTs by which a browser connects to Centrifugo and reads one session. */
public final class SessionTokens {
    private static final Duration LIFETIME = Duration.ofMinutes(30);

    private final Algorithm algorithm;

    public SessionTokens(String hmacSecret) {
        algorithm = Algorithm.HMAC256(hmacSecret);
    }

    /** Two JWTs of a user of their own, who may read this channel and nothing else. */
    public record Tokens(String connection, String subscription, Instant expires) {}

    public Tokens of(String user, String channel) {
        // A JWT has whole seconds.
        var expires = Instant.now().plus(LIFETIME).truncatedTo(ChronoUnit.SECONDS);
        var connection = JWT.create().withSubject(user);
        var subscription = JWT.create().withSubject(user).withClaim("channel", channel);
        return new Tokens(sign(connection, expires), sign(subscription, expires), expires);
    }

    private String sign(JWTCreator.Builder claims, Instant expires) {
        return claims.withExpiresAt(expires).sign(algorithm);
    }
}
