package dev.llmemulator.standin;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTVerifier;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.IncorrectClaimException;
import com.auth0.jwt.exceptions.InvalidClaimException;
import com.auth0.jwt.exceptions.JWTVerificationException;
import com.auth0.jwt.exceptions.TokenExpiredException;
import com.auth0.jwt.interfaces.DecodedJWT;
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

    /**
     * The claims of a good JWT.
     *
     * @param user who may connect or subscribe; may be empty
     * @param channel the channel of a subscription; empty for a connection
     * @param expiresAt until when what the JWT opens may last, in seconds since the Unix epoch; 0 for ever
     */
    record Claims(String user, String channel, long expiresAt) {}

    /**
     * Lets a user connect.
     *
     * @throws Rejected when the JWT is good but has expired
     * @throws Terminated when it was never good
     */
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

    /**
     * Lets this user subscribe to this channel.
     *
     * @throws Rejected when the JWT has expired, its signature is bad, or it is for no channel
     * @throws Terminated when it is good, but for another user or channel
     */
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
            var decoded = verifier.verify(jwt);
            return new Claims(text(decoded, "sub"), text(decoded, "channel"), expiry(decoded));
        } catch (TokenExpiredException | IncorrectClaimException e) {
            // The only other claim that is checked is "nbf", and Centrifugo calls that expired, too.
            throw new Rejected(ClientError.TOKEN_EXPIRED);
        }
    }

    /** The claim "exp" limits the use of the JWT; "expire_at" can say that what it opens lasts longer. */
    private static long expiry(DecodedJWT jwt) {
        var lasting = jwt.getClaim("expire_at");
        if (!lasting.isMissing() && !lasting.isNull()) {
            var seconds = lasting.asLong();
            if (seconds == null) {
                throw new InvalidClaimException("The claim expire_at is not a number");
            }
            return Math.max(0, seconds);
        }
        var expiry = jwt.getExpiresAtAsInstant();
        return expiry == null ? 0 : expiry.getEpochSecond();
    }

    /** A claim that must be text if it is there. */
    private static String text(DecodedJWT jwt, String name) {
        var claim = jwt.getClaim(name);
        if (claim.isMissing() || claim.isNull()) {
            return "";
        }
        var text = claim.asString();
        if (text == null) {
            throw new InvalidClaimException("The claim " + name + " is not text");
        }
        return text;
    }
}
