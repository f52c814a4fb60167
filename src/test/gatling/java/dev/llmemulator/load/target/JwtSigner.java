package dev.llmemulator.load.target;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.SignatureGenerationException;
import com.auth0.jwt.exceptions.SignatureVerificationException;
import com.auth0.jwt.interfaces.DecodedJWT;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Signs JWTs by one of the algorithms that Centrifugo verifies. */
public final class JwtSigner {
    static final List<String> ALGORITHMS = List.of("HS256", "HS384", "HS512", "RS256", "ES256", "EdDSA");

    private static final Map<String, String> KEYS = Map.of("RS256", "RSA", "ES256", "EC", "EdDSA", "Ed25519");

    private final String name;
    private final @Nullable String secret;
    private final @Nullable PrivateKey key;
    private final @Nullable String keyId;
    private final Duration lifetime;
    private @Nullable Algorithm algorithm;

    private JwtSigner(
            String name, @Nullable String secret, @Nullable PrivateKey key, @Nullable String keyId, Duration lifetime) {
        this.name = name;
        this.secret = secret;
        this.key = key;
        this.keyId = keyId;
        this.lifetime = lifetime;
    }

    static boolean needsKey(String algorithm) {
        return KEYS.containsKey(algorithm);
    }

    /** Signs with a secret; null for the one that the run's settings have. */
    static JwtSigner withSecret(String name, @Nullable String secret, @Nullable String keyId, Duration lifetime) {
        return new JwtSigner(name, secret, null, keyId, lifetime);
    }

    /**
     * Signs with a private key.
     *
     * @throws IllegalArgumentException if the text is no such key; the message has no part of it
     */
    static JwtSigner withKey(String name, String pem, @Nullable String keyId, Duration lifetime) {
        return new JwtSigner(name, null, key(name, pem), keyId, lifetime);
    }

    private static PrivateKey key(String name, String pem) {
        var kind = KEYS.get(name);
        if (!pem.contains("-----BEGIN PRIVATE KEY-----")) {
            throw new IllegalArgumentException("has no private key of %s in it, as PKCS#8 PEM ('BEGIN PRIVATE KEY')%s"
                    .formatted(name, pem.contains("BEGIN ") ? "; openssl pkcs8 -topk8 -nocrypt makes one" : ""));
        }
        var base64 = pem.replaceAll("(?s).*-----BEGIN PRIVATE KEY-----(.*?)-----END.*", "$1");
        try {
            var encoded = Base64.getMimeDecoder().decode(base64);
            return KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalArgumentException("has no private key of %s in it, but another one".formatted(name), e);
        }
    }

    /** True if it needs the secret of the run's settings. */
    public boolean needsTheRunsSecret() {
        return secret == null && key == null;
    }

    /** Signs claims; the times of issue and expiry are added. */
    public String sign(ObjectNode claims, Supplier<String> runsSecret) {
        var now = Instant.now();
        var jwt = JWT.create().withPayload(claims.toString()).withIssuedAt(now).withExpiresAt(now.plus(lifetime));
        return (keyId == null ? jwt : jwt.withKeyId(keyId)).sign(algorithm(runsSecret));
    }

    // Made once, because making it prepares the signing. Users of several threads may make it twice.
    private Algorithm algorithm(Supplier<String> runsSecret) {
        var made = algorithm;
        if (made == null) {
            made = key != null ? ofKey(key) : ofSecret(secret == null ? runsSecret.get() : secret);
            algorithm = made;
        }
        return made;
    }

    private Algorithm ofSecret(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        return switch (name) {
            case "HS384" -> Algorithm.HMAC384(bytes);
            case "HS512" -> Algorithm.HMAC512(bytes);
            default -> Algorithm.HMAC256(bytes);
        };
    }

    private static Algorithm ofKey(PrivateKey key) {
        return key instanceof RSAPrivateKey rsa
                ? Algorithm.RSA256(null, rsa)
                : key instanceof ECPrivateKey ec ? Algorithm.ECDSA256(null, ec) : new EdDsa(key);
    }

    /** Ed25519, which java-jwt lacks and the JDK has. */
    private static final class EdDsa extends Algorithm {
        private final PrivateKey key;

        EdDsa(PrivateKey key) {
            super("EdDSA", "Ed25519");
            this.key = key;
        }

        @Override
        public byte[] sign(byte[] content) {
            try {
                var signature = Signature.getInstance("Ed25519");
                signature.initSign(key);
                signature.update(content);
                return signature.sign();
            } catch (GeneralSecurityException e) {
                throw new SignatureGenerationException(this, e);
            }
        }

        @Override
        public void verify(DecodedJWT jwt) {
            throw new SignatureVerificationException(this);
        }
    }
}
