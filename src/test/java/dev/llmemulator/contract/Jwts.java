package dev.llmemulator.contract;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTCreator;
import com.auth0.jwt.algorithms.Algorithm;
import java.time.Instant;

/**
 * Signs JWTs, good ones and bad ones. The load test's own signer makes good ones only, and all of them expire, so it
 * cannot be used here.
 */
final class Jwts {
    static final String USER = "user-1";

    private Jwts() {}

    static String connection() {
        return sign(JWT.create().withSubject(USER).withIssuedAt(Instant.now()));
    }

    static String connection(String user, Instant expiry) {
        return sign(JWT.create().withSubject(user).withExpiresAt(expiry));
    }

    static String subscription(String channel) {
        return sign(JWT.create().withSubject(USER).withClaim("channel", channel));
    }

    static String subscription(String user, String channel, Instant expiry) {
        return sign(JWT.create().withSubject(user).withClaim("channel", channel).withExpiresAt(expiry));
    }

    static String sign(JWTCreator.Builder claims) {
        return claims.sign(Algorithm.HMAC256(ServerSettings.TOKEN_HMAC_SECRET));
    }

    static String signWrongly(JWTCreator.Builder claims) {
        return claims.sign(Algorithm.HMAC256("another-secret-of-thirty-two-byte"));
    }
}
