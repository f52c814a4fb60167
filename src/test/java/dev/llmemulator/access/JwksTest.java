package dev.llmemulator.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.sun.net.httpserver.HttpServer;
import dev.llmemulator.settings.AccessSettings.JwtSettings;
import dev.llmemulator.settings.EmulatorSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Keys that come, go, and cannot be had. */
@Timeout(60)
class JwksTest {
    private final KeyPair first = pair();
    private final KeyPair second = pair();
    private final AtomicInteger fetches = new AtomicInteger();
    private final CountDownLatch released = new CountDownLatch(1);
    private HttpServer server = start();
    private volatile int status = 200;
    private volatile String keys = "";
    private volatile boolean silent;

    private static KeyPair pair() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2_048);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpServer start() {
        try {
            var started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            started.createContext("/", exchange -> {
                fetches.incrementAndGet();
                if (silent) {
                    try {
                        released.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }
                var bytes = keys.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(status, bytes.length);
                exchange.getResponseBody().write(bytes);
                exchange.close();
            });
            started.start();
            return started;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void serveTheFirst() {
        serve("a", first);
    }

    @AfterEach
    void stop() {
        released.countDown();
        server.stop(0);
    }

    private void serve(String id, KeyPair pair) {
        var key = (RSAPublicKey) pair.getPublic();
        var modulus = key.getModulus().toByteArray();
        keys =
                "{\"keys\":[{\"kty\":\"RSA\",\"use\":\"sig\",\"alg\":\"RS256\",\"kid\":\"%s\",\"n\":\"%s\",\"e\":\"AQAB\"}]}"
                        .formatted(
                                id,
                                Base64.getUrlEncoder()
                                        .withoutPadding()
                                        .encodeToString(
                                                Arrays.copyOfRange(modulus, modulus.length - 256, modulus.length)));
    }

    private Jwts jwts(Duration pause) {
        JwtSettings settings = Objects.requireNonNull(EmulatorSettings.from(Map.of(
                        "CENTRIFUGO_HTTP_API_KEY",
                        "key",
                        "JWT_JWKS_URL",
                        "http://127.0.0.1:%d/keys".formatted(server.getAddress().getPort())))
                .access()
                .jwts());
        return Jwts.of(settings, pause);
    }

    private static String jwt(String id, KeyPair pair) {
        return JWT.create()
                .withSubject("s")
                .withKeyId(id)
                .withExpiresAt(Instant.now().plusSeconds(600))
                .sign(Algorithm.RSA256((RSAPublicKey) pair.getPublic(), (RSAPrivateKey) pair.getPrivate()));
    }

    @Test
    void client_keyThatIsNew_isFetchedAndTheOldOneIsGone() throws Refusal {
        var jwts = jwts(Duration.ZERO);
        assertThat(jwts.client(jwt("a", first), "").id()).isEqualTo("sub:s");
        assertThat(fetches).hasValue(1);

        serve("b", second);
        assertThat(jwts.client(jwt("b", second), "").id()).isEqualTo("sub:s");
        assertThat(fetches).hasValue(2);
        assertThatThrownBy(() -> jwts.client(jwt("a", first), ""))
                .isInstanceOfSatisfying(
                        Refusal.class, e -> assertThat(e.reason()).isEqualTo(Refusal.Reason.NOT_BELIEVED));
    }

    @Test
    void client_unknownKeys_areFetchedNoMoreOftenThanThePauseAllows() throws Refusal {
        var jwts = jwts(Duration.ofMinutes(1));
        for (var i = 0; i < 100; i++) {
            var id = "x" + i;
            assertThatThrownBy(() -> jwts.client(jwt(id, second), "")).isInstanceOf(Refusal.class);
        }
        assertThat(fetches).hasValue(1);
        assertThat(jwts.client(jwt("a", first), "").id()).isEqualTo("sub:s");
    }

    @Test
    void client_serverOfTheKeysFails_keepsTheKeysItHas() throws Refusal {
        var jwts = jwts(Duration.ZERO);
        status = 500;
        assertThatThrownBy(() -> jwts.client(jwt("b", second), ""))
                .isInstanceOfSatisfying(
                        Refusal.class, e -> assertThat(e.reason()).isEqualTo(Refusal.Reason.NOT_BELIEVED));
        assertThat(jwts.client(jwt("a", first), "").id()).isEqualTo("sub:s");
        status = 200;
        keys = "{\"keys\":[]}";
        assertThatThrownBy(() -> jwts.client(jwt("b", second), "")).isInstanceOf(Refusal.class);
        assertThat(jwts.client(jwt("a", first), "").id()).isEqualTo("sub:s");
    }

    @Test
    void client_serverOfTheKeysComesLater_isBelievedThen() throws Refusal {
        keys = "not there yet";
        var jwts = jwts(Duration.ZERO);
        assertThatThrownBy(() -> jwts.client(jwt("a", first), "")).isInstanceOfSatisfying(Refusal.class, e -> {
            assertThat(e.reason()).isEqualTo(Refusal.Reason.UNDECIDED);
            assertThat(e.retryAfter()).isPositive();
        });
        serve("a", first);
        assertThat(jwts.client(jwt("a", first), "").id()).isEqualTo("sub:s");
    }

    /** Whoever names unknown keys holds up no one whose key is known. */
    @Test
    void client_serverOfTheKeysIsSilent_holdsUpOnlyAFew() throws Exception {
        var jwts = jwts(Duration.ZERO);
        silent = true;
        var unknown = jwt("x", second);
        var waiting = new AtomicInteger();
        var most = new AtomicInteger();
        var refused = new CountDownLatch(64);
        for (var i = 0; i < 64; i++) {
            new Thread(() -> {
                        var since = System.nanoTime();
                        try {
                            jwts.client(unknown, "");
                        } catch (Refusal e) {
                            if (System.nanoTime() - since > 1_500_000_000L) {
                                most.accumulateAndGet(waiting.incrementAndGet(), Math::max);
                            }
                            refused.countDown();
                        }
                    })
                    .start();
        }
        assertThat(jwts.client(jwt("a", first), "").id()).isEqualTo("sub:s");
        refused.await();
        assertThat(most.get())
                .as("of 64, where 8 may wait and the rest be slow")
                .isBetween(1, 32);
    }
}
