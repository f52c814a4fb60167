package dev.llmemulator.standin;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTVerifier;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.IncorrectClaimException;
import com.auth0.jwt.exceptions.InvalidClaimException;
import com.auth0.jwt.exceptions.JWTVerificationException;
import com.auth0.jwt.exceptions.TokenExpiredException;
import com.auth0.jwt.interfaces.Claim;
import com.auth0.jwt.interfaces.DecodedJWT;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks connection and subscription tokens: JWTs signed with HS256 and one secret. */
final class TokenVerifier {
    private static final Logger LOG = LoggerFactory.getLogger(TokenVerifier.class);

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
        try {
            DecodedJWT jwt = verify(token);
            if (text(jwt, "channel").isEmpty()) {
                return new ConnectionToken(text(jwt, "sub"), expiry(jwt));
            }
        } catch (JWTVerificationException e) {
            LOG.debug("Bad connection token. [cause={}]", e.getMessage());
        }
        throw new Terminated(CloseReason.INVALID_TOKEN);
    }

    /**
     * Lets this user into this channel.
     *
     * @return until when, in seconds since the Unix epoch; 0 for ever
     * @throws Rejected when the token has expired, or its signature is bad, or it is for no channel
     * @throws Terminated when it is good, but somebody else's or another channel's
     */
    long verifySubscription(String token, String user, String channel) throws Rejected, Terminated {
        DecodedJWT jwt;
        String allowed;
        long expiresAt;
        try {
            jwt = verify(token);
            allowed = text(jwt, "channel");
            expiresAt = expiry(jwt);
        } catch (JWTVerificationException e) {
            LOG.debug("Bad subscription token. [cause={}]", e.getMessage());
            throw new Rejected(ClientError.PERMISSION_DENIED);
        }
        if (allowed.isEmpty()) {
            throw new Rejected(ClientError.PERMISSION_DENIED);
        }
        if (!allowed.equals(channel) || !text(jwt, "sub").equals(user)) {
            throw new Terminated(CloseReason.INVALID_TOKEN);
        }
        return expiresAt;
    }

    private DecodedJWT verify(String token) throws Rejected {
        try {
            return verifier.verify(token);
        } catch (TokenExpiredException e) {
            throw new Rejected(ClientError.TOKEN_EXPIRED);
        } catch (IncorrectClaimException e) {
            // The only other claim that is checked is "nbf", and Centrifugo calls that expired, too.
            throw new Rejected(ClientError.TOKEN_EXPIRED);
        }
    }

    /**
     * Until when lasts what the token opens, in seconds since the Unix epoch; 0 for ever. The claim "exp" limits the use of
     * the token; "expire_at" can say that what it opens lasts longer.
     */
    private static long expiry(DecodedJWT jwt) {
        Claim lasting = jwt.getClaim("expire_at");
        if (!lasting.isMissing() && !lasting.isNull()) {
            Long seconds = lasting.asLong();
            if (seconds == null) {
                throw new InvalidClaimException("The claim expire_at is not a number");
            }
            return Math.max(0, seconds);
        }
        Instant expiry = jwt.getExpiresAtAsInstant();
        return expiry == null ? 0 : expiry.getEpochSecond();
    }

    /** A claim that has to be text where it is there. */
    private static String text(DecodedJWT jwt, String name) {
        Claim claim = jwt.getClaim(name);
        if (claim.isMissing() || claim.isNull()) {
            return "";
        }
        String text = claim.asString();
        if (text == null) {
            throw new InvalidClaimException("The claim " + name + " is not text");
        }
        return text;
    }
}
