package dev.llmemulator.standin;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTVerifier;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.JWTVerificationException;
import com.auth0.jwt.exceptions.TokenExpiredException;
import com.auth0.jwt.interfaces.DecodedJWT;
import java.time.Instant;
import java.util.Objects;

/** Checks connection and subscription tokens: JWTs signed with HS256 and one secret. */
final class TokenVerifier {

    private final JWTVerifier verifier;

    TokenVerifier(String hmacSecret) {
        // The time of issue is not checked, so that clocks that differ a little do not matter.
        this.verifier =
                JWT.require(Algorithm.HMAC256(hmacSecret)).ignoreIssuedAt().build();
    }

    /**
     * Who connects, and until when.
     *
     * @throws Rejected when the token was good and has expired
     * @throws Terminated when it was never good
     */
    ConnectionToken verifyConnection(String token) throws Rejected, Terminated {
        DecodedJWT jwt;
        try {
            jwt = verifier.verify(token);
        } catch (TokenExpiredException e) {
            throw new Rejected(ClientError.TOKEN_EXPIRED);
        } catch (JWTVerificationException e) {
            throw new Terminated(CloseReason.INVALID_TOKEN);
        }
        if (!text(jwt, "channel").isEmpty()) {
            throw new Terminated(CloseReason.INVALID_TOKEN);
        }
        Instant expiry = jwt.getExpiresAtAsInstant();
        return new ConnectionToken(
                Objects.requireNonNullElse(jwt.getSubject(), ""), expiry == null ? 0 : expiry.getEpochSecond());
    }

    /**
     * Refuses a token that does not let this user into this channel.
     *
     * @throws Rejected when its signature is bad or it has expired
     * @throws Terminated when it is good, but somebody else's or another channel's
     */
    void verifySubscription(String token, String user, String channel) throws Rejected, Terminated {
        DecodedJWT jwt;
        try {
            jwt = verifier.verify(token);
        } catch (TokenExpiredException e) {
            throw new Rejected(ClientError.TOKEN_EXPIRED);
        } catch (JWTVerificationException e) {
            throw new Rejected(ClientError.PERMISSION_DENIED);
        }
        if (!text(jwt, "channel").equals(channel) || !user.equals(Objects.requireNonNullElse(jwt.getSubject(), ""))) {
            throw new Terminated(CloseReason.INVALID_TOKEN);
        }
    }

    private static String text(DecodedJWT jwt, String claim) {
        return Objects.requireNonNullElse(jwt.getClaim(claim).asString(), "");
    }
}
