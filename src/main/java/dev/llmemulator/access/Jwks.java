package dev.llmemulator.access;

import com.auth0.jwk.InvalidPublicKeyException;
import com.auth0.jwk.Jwk;
import com.auth0.jwk.SigningKeyNotFoundException;
import com.auth0.jwk.UrlJwkProvider;
import com.auth0.jwt.JWTVerifier;
import com.auth0.jwt.algorithms.Algorithm;
import dev.llmemulator.access.Refusal.Reason;
import dev.llmemulator.settings.InvalidSettingException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The public keys at a URL. They are fetched at the start, again when they are five minutes old, and when a JWT names one
 * that is not among them, but never more often than the pause allows. Not jwks-rsa's own cache, which fetches on the
 * threads of requests and keeps a key that was withdrawn for hours.
 */
final class Jwks {
    static final Duration PAUSE = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(Jwks.class);

    private static final Duration FRESH = Duration.ofMinutes(5);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);
    private static final int TIMEOUT_MS = 2_000;
    private static final int MOST_WAITING = 8;
    private static final int LEAST_RSA_BITS = 2_048;

    private final UrlJwkProvider provider;
    private final Duration pause;
    private final Function<Algorithm, JWTVerifier> verifiers;

    /** Threads of requests that wait for a fetch; all others must stay free for what can be decided. */
    private final Semaphore waiting = new Semaphore(MOST_WAITING);

    private CompletableFuture<Void> fetch = CompletableFuture.completedFuture(null);
    private long begunNs;
    private volatile long fetchedNs;
    private volatile @Nullable Map<String, JWTVerifier> byId;

    private Jwks(URL url, Duration pause, Function<Algorithm, JWTVerifier> verifiers) {
        this.provider = new UrlJwkProvider(url, TIMEOUT_MS, TIMEOUT_MS);
        this.pause = pause;
        this.verifiers = verifiers;
        this.begunNs = System.nanoTime() - pause.toNanos();
    }

    /** Fetches the keys. Where that fails, a request tries again. */
    static Jwks of(URI url, Duration pause, Function<Algorithm, JWTVerifier> verifiers) {
        try {
            var jwks = new Jwks(url.toURL(), pause, verifiers);
            jwks.await(jwks.fetch());
            return jwks;
        } catch (MalformedURLException e) {
            throw new InvalidSettingException("Setting JWT_JWKS_URL is no URL that Java can open.");
        }
    }

    /**
     * The verifier of a key; null if there is no such key, or if none is named and there are several.
     *
     * @throws Refusal if no keys could be fetched yet
     */
    @Nullable
    JWTVerifier verifier(@Nullable String id) throws Refusal {
        if (System.nanoTime() - fetchedNs > FRESH.toNanos()) {
            var unused = fetch();
        }
        var found = find(id);
        if (found.isEmpty() && waiting.tryAcquire()) {
            try {
                await(fetch());
                found = find(id);
            } finally {
                waiting.release();
            }
        }
        if (found.isEmpty() && byId == null) {
            throw new Refusal(
                    Reason.UNDECIDED, "The keys that verify JWTs cannot be fetched at present", Duration.ofSeconds(1));
        }
        return found.orElse(null);
    }

    private Optional<JWTVerifier> find(@Nullable String id) {
        var known = Objects.requireNonNullElse(byId, Map.<String, JWTVerifier>of());
        return id == null && known.size() == 1
                ? known.values().stream().findFirst()
                : Optional.ofNullable(known.get(id == null ? "" : id));
    }

    /** The fetch under way, or a new one unless the last one has begun just now. */
    private synchronized CompletableFuture<Void> fetch() {
        var now = System.nanoTime();
        if (fetch.isDone() && now - begunNs >= pause.toNanos()) {
            begunNs = now;
            fetch = CompletableFuture.runAsync(this::load, task -> {
                var thread = new Thread(task, "jwks");
                thread.setDaemon(true);
                thread.start();
            });
        }
        return fetch;
    }

    private void await(CompletableFuture<Void> fetch) {
        try {
            fetch.get(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.debug("The JWKS takes long.");
        } catch (ExecutionException e) {
            throw new IllegalStateException("A fetch is never exceptional", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void load() {
        try {
            var loaded = new HashMap<String, JWTVerifier>();
            for (var key : provider.getAll()) {
                algorithm(key)
                        .ifPresent(algorithm ->
                                loaded.put(Objects.requireNonNullElse(key.getId(), ""), verifiers.apply(algorithm)));
            }
            byId = loaded;
            fetchedNs = System.nanoTime();
            LOG.debug("Fetched the JWKS. [keys={}]", loaded.size());
        } catch (SigningKeyNotFoundException | RuntimeException e) {
            // Without its text, which has the URL and perhaps a secret in it.
            var cause = Objects.requireNonNullElse(e.getCause(), e);
            LOG.warn(
                    "The JWKS cannot be fetched or read. [cause={}]",
                    cause.getClass().getSimpleName());
        }
    }

    /** What a key verifies, by its own kind; nothing if it is for something else or too weak. */
    private static Optional<Algorithm> algorithm(Jwk key) {
        if (key.getUsage() != null && !key.getUsage().equals("sig")) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(
                            switch (key.getType()) {
                                case "RSA" ->
                                    key.getPublicKey() instanceof RSAPublicKey rsa
                                                    && rsa.getModulus().bitLength() >= LEAST_RSA_BITS
                                            ? Algorithm.RSA256(rsa, null)
                                            : null;
                                case "EC" ->
                                    "P-256".equals(key.getAdditionalAttributes().get("crv"))
                                                    && key.getPublicKey() instanceof ECPublicKey curve
                                            ? Algorithm.ECDSA256(curve, null)
                                            : null;
                                default -> null;
                            })
                    .filter(algorithm ->
                            key.getAlgorithm() == null || key.getAlgorithm().equals(algorithm.getName()));
        } catch (InvalidPublicKeyException e) {
            return Optional.empty();
        }
    }
}
