package dev.llmemulator.standin;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTVerifier;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.IncorrectClaimException;
import com.auth0.jwt.exceptions.JWTVerificationException;
import com.auth0.jwt.exceptions.TokenExpiredException;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.llmemulator.standin.ClientError.Rejected;
import dev.llmemulator.standin.CloseReason.Terminated;
import java.io.IOException;
import java.util.Base64;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Verifies the JWTs of connections and subscriptions, which are signed with HS256 and one secret. */
final class JwtVerifier {
    private static final Logger LOG = LoggerFactory.getLogger(JwtVerifier.class);

    private final JWTVerifier verifier;

    JwtVerifier(String hmacSecret) {
        // The time of issue is not checked, so clocks may differ a little.
        this.verifier =
                JWT.require(Algorithm.HMAC256(hmacSecret)).ignoreIssuedAt().build();
    }

    /** The claims of a good JWT; texts are empty where it has none, and {@code expire_at} overrides {@code exp}. */
    record Claims(
            @JsonProperty("sub") String user,
            String channel,
            @Nullable Long expireAt,
            double exp) {
        /** Until when what the JWT opens may last, in seconds since the Unix epoch; 0 for ever. */
        long expiresAt() {
            return Math.max(0, expireAt == null ? (long) exp : expireAt);
        }
    }

    /** Lets a user connect; rejected when the JWT was good but has expired, terminated when it never was. */
    Claims verifyConnection(String jwt) throws Rejected, Terminated {
        try {
            var claims = verify(jwt);
            if (claims.channel().isEmpty()) {
                return claims;
            }
        } catch (JWTVerificationException e) {
            LOG.debug("Bad connection JWT. [cause={}]", e.getMessage());
        }
        throw new Terminated(CloseReason.INVALID_TOKEN);
    }

    /** Lets a user subscribe; terminated when the JWT is for another user or channel, rejected when not usable. */
    Claims verifySubscription(String jwt, String user, String channel) throws Rejected, Terminated {
        Claims claims;
        try {
            claims = verify(jwt);
        } catch (JWTVerificationException e) {
            LOG.debug("Bad subscription JWT. [cause={}]", e.getMessage());
            throw new Rejected(ClientError.PERMISSION_DENIED);
        }
        if (claims.channel().isEmpty()) {
            throw new Rejected(ClientError.PERMISSION_DENIED);
        }
        if (!claims.channel().equals(channel) || !claims.user().equals(user)) {
            throw new Terminated(CloseReason.INVALID_TOKEN);
        }
        return claims;
    }

    private Claims verify(String jwt) throws Rejected {
        try {
            var payload = Base64.getUrlDecoder().decode(verifier.verify(jwt).getPayload());
            return Objects.requireNonNull(Json.read(payload, Claims.class));
        } catch (TokenExpiredException | IncorrectClaimException e) {
            // The only other claim that is checked is "nbf", and Centrifugo calls that expired, too.
            throw new Rejected(ClientError.TOKEN_EXPIRED);
        } catch (IOException e) {
            throw new JWTVerificationException("A claim has a wrong type", e);
        }
    }
}
