package dev.llmemulator.access;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTVerifier;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.AlgorithmMismatchException;
import com.auth0.jwt.exceptions.IncorrectClaimException;
import com.auth0.jwt.exceptions.MissingClaimException;
import com.auth0.jwt.exceptions.SignatureVerificationException;
import com.auth0.jwt.exceptions.TokenExpiredException;
import com.auth0.jwt.interfaces.DecodedJWT;
import dev.llmemulator.access.Refusal.Reason;
import dev.llmemulator.settings.AccessSettings.JwtSettings;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verifies the JWTs of callers. The settings decide which algorithm goes with which key, never the JWT: HS256 with the
 * secret alone, RS256 with RSA keys and ES256 with keys on P-256 of the JWKS alone.
 */
final class Jwts {
    private static final Logger LOG = LoggerFactory.getLogger(Jwts.class);

    private static final String HS256 = "HS256";
    private static final int LONGEST_SUBJECT = 256;

    private final JwtSettings settings;
    private final @Nullable JWTVerifier bySecret;
    private final @Nullable Jwks jwks;

    private Jwts(JwtSettings settings, Duration jwksPause) {
        this.settings = settings;
        this.bySecret = settings.secret() == null ? null : verifier(Algorithm.HMAC256(settings.secret()));
        this.jwks = settings.jwksUrl() == null ? null : Jwks.of(settings.jwksUrl(), jwksPause, this::verifier);
    }

    static Jwts of(JwtSettings settings) {
        return of(settings, Jwks.PAUSE);
    }

    /** The pause is the least time between two fetches of the JWKS. */
    static Jwts of(JwtSettings settings, Duration jwksPause) {
        return new Jwts(settings, jwksPause);
    }

    private JWTVerifier verifier(Algorithm algorithm) {
        var wanted = JWT.require(algorithm)
                .acceptLeeway(settings.clockSkew().toSeconds())
                .withClaimPresence("exp");
        if (settings.issuer() != null) {
            wanted.withIssuer(settings.issuer());
        }
        if (settings.audience() != null) {
            wanted.withAudience(settings.audience());
        }
        return wanted.build();
    }

    /**
     * Tells the bearer of a JWT: its subject, or an address if it has none.
     *
     * @throws Refusal if the JWT is not good
     */
    Client client(String jwt, String address) throws Refusal {
        var verified = verify(jwt);
        var pattern = settings.sessions();
        var value = pattern.claim() == null
                ? null
                : verified.getClaim(pattern.claim()).asString();
        var subject = Objects.requireNonNullElse(verified.getSubject(), "");
        if (subject.length() > LONGEST_SUBJECT) {
            throw notBelieved("The JWT's subject is longer than %d characters".formatted(LONGEST_SUBJECT));
        }
        var id = subject.isEmpty() ? Client.at(address).id() : "sub:" + subject;
        return new Client(id, session -> pattern.covers(session, value));
    }

    private DecodedJWT verify(String jwt) throws Refusal {
        try {
            var decoded = JWT.decode(jwt);
            var verifier = HS256.equals(decoded.getAlgorithm())
                    ? bySecret
                    : jwks == null ? null : jwks.verifier(decoded.getKeyId());
            if (verifier == null) {
                throw notBelieved("The JWT is signed with a key or an algorithm that is not accepted here");
            }
            var verified = verifier.verify(decoded);
            // For the library, a claim that is null is present. Of crit, it knows nothing.
            if (verified.getExpiresAtAsInstant() == null
                    || !verified.getHeaderClaim("crit").isMissing()) {
                throw notBelieved("The JWT has no exp, or has crit, which is not known here");
            }
            return verified;
        } catch (TokenExpiredException e) {
            throw notBelieved("The JWT has expired");
        } catch (SignatureVerificationException | AlgorithmMismatchException e) {
            throw notBelieved("The JWT is signed with a key or an algorithm that is not accepted here");
        } catch (IncorrectClaimException | MissingClaimException e) {
            throw notBelieved("The JWT lacks exp, is not valid yet, or is for another issuer or audience");
        } catch (RuntimeException e) {
            // Whatever a client makes up. The library's texts have parts of the JWT in them.
            LOG.debug("Unreadable JWT. [cause={}]", e.getClass().getSimpleName());
            throw notBelieved("This is not a valid JWT");
        }
    }

    private static Refusal notBelieved(String message) {
        return new Refusal(Reason.NOT_BELIEVED, message);
    }
}
