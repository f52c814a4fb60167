package dev.llmemulator.contract;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTCreator;
import com.auth0.jwt.algorithms.Algorithm;
import java.time.Instant;

/** JWTs, good ones and bad ones. */
final class Tokens {
    static final String USER = "user-1";

    private Tokens() {}

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
        return claims.sign(Algorithm.HMAC256(TargetSettings.TOKEN_HMAC_SECRET));
    }

    static String signWrongly(JWTCreator.Builder claims) {
        return claims.sign(Algorithm.HMAC256("another-secret-of-thirty-two-byte"));
    }
}
