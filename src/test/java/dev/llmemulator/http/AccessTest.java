package dev.llmemulator.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ch.qos.logback.classic.Level;
import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTCreator;
import com.auth0.jwt.algorithms.Algorithm;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpServer;
import dev.llmemulator.EmbeddedStack;
import dev.llmemulator.LogTap;
import dev.llmemulator.RunClient;
import dev.llmemulator.access.ApiKeys;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Who gets an answer, by API key and by JWT. */
@Timeout(60)
class AccessTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final KeyPair RSA = pair("RSA", "");
    private static final KeyPair OTHER_RSA = pair("RSA", "");
    private static final KeyPair EC = pair("EC", "secp256r1");
    private static final KeyPair EC384 = pair("EC", "secp384r1");
    private static final ApiKeys.Made KEY = ApiKeys.make("alice").orElseThrow();

    @AutoClose
    private static final Jwks JWKS = new Jwks();

    @TempDir
    private static Path folder;

    @AutoClose
    private static final Started STACK = new Started();

    /** Made on first use, because the folder is not there before. */
    private static final class Started implements AutoCloseable {
        private @Nullable EmbeddedStack stack;

        synchronized EmbeddedStack get() throws IOException {
            if (stack == null) {
                stack = EmbeddedStack.start(Map.of(
                        "API_KEYS_FILE",
                                Files.writeString(folder.resolve("keys"), KEY.line())
                                        .toString(),
                        "JWT_SECRET", SECRET,
                        "JWT_JWKS_URL", JWKS.url(),
                        "JWT_ISSUER", "issuer",
                        "JWT_AUDIENCE", "emulator",
                        "JWT_CLOCK_SKEW_SECONDS", "200",
                        "TOKEN_DELAY_SECONDS", "0"));
            }
            return stack;
        }

        @Override
        public void close() {
            if (stack != null) {
                stack.close();
            }
        }
    }

    /** Serves public keys. */
    private static final class Jwks implements AutoCloseable {
        private final HttpServer server;

        Jwks() {
            try {
                server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            var keys = "{\"keys\":[%s,%s,%s,{\"kty\":\"OKP\",\"kid\":\"ed\",\"crv\":\"Ed25519\",\"x\":\"AA\"},%s]}"
                    .formatted(
                            rsa("rsa", RSA, ""),
                            ec("ec", EC, "P-256"),
                            ec("ec384", EC384, "P-384"),
                            rsa("enc", OTHER_RSA, ",\"use\":\"enc\""));
            server.createContext("/", exchange -> {
                var bytes = keys.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, bytes.length);
                exchange.getResponseBody().write(bytes);
                exchange.close();
            });
            server.start();
        }

        String url() {
            return "http://127.0.0.1:" + server.getAddress().getPort() + "/jwks.json";
        }

        @Override
        public void close() {
            server.stop(0);
        }

        private static String rsa(String id, KeyPair pair, String more) {
            var key = (RSAPublicKey) pair.getPublic();
            return "{\"kty\":\"RSA\",\"kid\":\"%s\",\"n\":\"%s\",\"e\":\"%s\"%s}"
                    .formatted(id, base64(key.getModulus(), 256), base64(key.getPublicExponent(), 3), more);
        }

        private static String ec(String id, KeyPair pair, String curve) {
            var point = ((ECPublicKey) pair.getPublic()).getW();
            var bytes = curve.equals("P-256") ? 32 : 48;
            return "{\"kty\":\"EC\",\"kid\":\"%s\",\"crv\":\"%s\",\"x\":\"%s\",\"y\":\"%s\"}"
                    .formatted(id, curve, base64(point.getAffineX(), bytes), base64(point.getAffineY(), bytes));
        }

        private static String base64(BigInteger number, int length) {
            var bytes = new byte[length];
            var given = number.toByteArray();
            var from = Math.max(0, given.length - length);
            System.arraycopy(given, from, bytes, length - given.length + from, given.length - from);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        }
    }

    private static KeyPair pair(String algorithm, String curve) {
        try {
            var generator = KeyPairGenerator.getInstance(algorithm);
            if (curve.isEmpty()) {
                generator.initialize(2_048);
            } else {
                generator.initialize(new ECGenParameterSpec(curve));
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Algorithm hs256() {
        return Algorithm.HMAC256(SECRET);
    }

    private static Algorithm rs256(KeyPair pair) {
        return Algorithm.RSA256((RSAPublicKey) pair.getPublic(), (RSAPrivateKey) pair.getPrivate());
    }

    private static JWTCreator.Builder good() {
        return JWT.create()
                .withSubject("alice")
                .withIssuer("issuer")
                .withAudience("other", "emulator")
                .withExpiresAt(in(60));
    }

    private static Instant in(int seconds) {
        return Instant.now().plusSeconds(seconds);
    }

    private static String unsigned(String header) {
        var encoder = Base64.getUrlEncoder().withoutPadding();
        var payload = good().sign(hs256()).split("\\.", -1)[1];
        return encoder.encodeToString(header.getBytes(StandardCharsets.UTF_8)) + "." + payload + ".";
    }

    /** HS256 with what everybody may know of the RSA key, as a server that trusts the header would check it. */
    private static String confused(byte[] publicKey) {
        return good().withKeyId("rsa").sign(Algorithm.HMAC256(publicKey));
    }

    private static byte[] pem() {
        return ("-----BEGIN PUBLIC KEY-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'})
                                .encodeToString(RSA.getPublic().getEncoded())
                        + "\n-----END PUBLIC KEY-----\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    static Stream<Arguments> credentials() {
        var ec = (ECPrivateKey) EC.getPrivate();
        var es256 = Algorithm.ECDSA256((ECPublicKey) EC.getPublic(), ec);
        var es384 = Algorithm.ECDSA384((ECPublicKey) EC384.getPublic(), (ECPrivateKey) EC384.getPrivate());
        var signed = good().sign(hs256());
        return Stream.of(
                arguments(200, "API key", "Bearer " + KEY.key()),
                arguments(200, "scheme in other letters", "bearer " + KEY.key()),
                arguments(200, "HS256", "Bearer " + signed),
                arguments(200, "RS256", "Bearer " + good().withKeyId("rsa").sign(rs256(RSA))),
                arguments(200, "ES256", "Bearer " + good().withKeyId("ec").sign(es256)),
                arguments(
                        200,
                        "expired within the skew",
                        "Bearer " + good().withExpiresAt(in(-100)).sign(hs256())),
                arguments(401, "nothing", null),
                arguments(401, "empty", ""),
                arguments(401, "scheme alone", "Bearer"),
                arguments(401, "no key", "Bearer "),
                arguments(401, "another scheme", "Basic YTpi"),
                arguments(401, "key without scheme", KEY.key()),
                arguments(
                        401, "hash in place of the key", "Bearer " + KEY.line().substring(6)),
                arguments(401, "another key", "Bearer " + KEY.key().substring(1) + "0"),
                arguments(
                        401,
                        "expired",
                        "Bearer " + good().withExpiresAt(in(-600)).sign(hs256())),
                arguments(
                        401,
                        "not yet",
                        "Bearer " + good().withNotBefore(in(600)).sign(hs256())),
                arguments(
                        401,
                        "issued later",
                        "Bearer " + good().withIssuedAt(in(600)).sign(hs256())),
                arguments(
                        401,
                        "no expiry",
                        "Bearer "
                                + JWT.create()
                                        .withSubject("alice")
                                        .withIssuer("issuer")
                                        .withAudience("emulator")
                                        .sign(hs256())),
                arguments(401, "expiry that is null", "Bearer " + signed("{\"alg\":\"HS256\"}", "\"exp\":null")),
                arguments(
                        401,
                        "extension that must be known",
                        "Bearer " + signed("{\"alg\":\"HS256\",\"crit\":[\"x\"],\"x\":1}", "\"exp\":9999999999")),
                arguments(401, "hs256", "Bearer " + signed("{\"alg\":\"hs256\"}", "\"exp\":9999999999")),
                arguments(
                        401,
                        "two algorithms",
                        "Bearer " + signed("{\"alg\":[\"HS256\",\"none\"]}", "\"exp\":9999999999")),
                arguments(
                        401,
                        "a secret of its own",
                        "Bearer "
                                + signed(
                                        "{\"alg\":\"RS256\",\"jwk\":{\"kty\":\"oct\",\"k\":\"eA\"}}",
                                        "\"exp\":9999999999")),
                arguments(
                        401,
                        "another issuer",
                        "Bearer " + good().withIssuer("x").sign(hs256())),
                arguments(
                        401,
                        "another audience",
                        "Bearer " + good().withAudience("x").sign(hs256())),
                arguments(401, "another secret", "Bearer " + good().sign(Algorithm.HMAC256("x".repeat(32)))),
                arguments(401, "HS512", "Bearer " + good().sign(Algorithm.HMAC512(SECRET))),
                arguments(
                        401,
                        "RS512",
                        "Bearer "
                                + good().withKeyId("rsa")
                                        .sign(Algorithm.RSA512(
                                                (RSAPublicKey) RSA.getPublic(), (RSAPrivateKey) RSA.getPrivate()))),
                arguments(401, "ES384", "Bearer " + good().withKeyId("ec384").sign(es384)),
                arguments(401, "none", "Bearer " + unsigned("{\"alg\":\"none\"}")),
                arguments(401, "None", "Bearer " + unsigned("{\"alg\":\"None\",\"kid\":\"rsa\"}")),
                arguments(401, "no algorithm", "Bearer " + unsigned("{}")),
                arguments(401, "no signature", "Bearer " + signed.substring(0, signed.lastIndexOf('.') + 1)),
                arguments(
                        401,
                        "RSA key as HS256 secret, DER",
                        "Bearer " + confused(RSA.getPublic().getEncoded())),
                arguments(401, "RSA key as HS256 secret, PEM", "Bearer " + confused(pem())),
                arguments(
                        401,
                        "kid of another kind",
                        "Bearer " + good().withKeyId("ec").sign(rs256(RSA))),
                arguments(
                        401,
                        "another RSA key",
                        "Bearer " + good().withKeyId("rsa").sign(rs256(OTHER_RSA))),
                arguments(401, "unknown kid", "Bearer " + good().withKeyId("x").sign(rs256(RSA))),
                arguments(401, "no kid among several", "Bearer " + good().sign(rs256(RSA))),
                arguments(
                        401,
                        "key that is for encryption",
                        "Bearer " + good().withKeyId("enc").sign(rs256(OTHER_RSA))),
                arguments(
                        401,
                        "key of another curve",
                        "Bearer " + good().withKeyId("ed").sign(es256)),
                arguments(401, "altered", "Bearer " + signed.replace(".", ".e")),
                arguments(401, "dots", "Bearer .."),
                arguments(401, "no base64", "Bearer \u00e4.\u00e4.\u00e4"),
                arguments(401, "no JSON", "Bearer eHh4.eHh4.eHh4"),
                arguments(401, "endless number", "Bearer " + hugeExpiry()),
                arguments(
                        401,
                        "long subject",
                        "Bearer " + good().withSubject("x".repeat(257)).sign(hs256())),
                arguments(
                        403,
                        "another subject",
                        "Bearer " + good().withSubject("bob").sign(hs256())),
                arguments(
                        403,
                        "no subject",
                        "Bearer "
                                + JWT.create()
                                        .withIssuer("issuer")
                                        .withAudience("emulator")
                                        .withExpiresAt(in(60))
                                        .sign(hs256())),
                arguments(
                        403,
                        "line in a subject",
                        "Bearer " + good().withSubject("a\nforged=1").sign(hs256())));
    }

    private static String hugeExpiry() {
        return signed("{\"alg\":\"HS256\"}", "\"exp\":1e999999999");
    }

    /** Anything, with the right secret. */
    private static String signed(String header, String expiry) {
        var encoder = Base64.getUrlEncoder().withoutPadding();
        var payload = "{\"sub\":\"alice\",\"iss\":\"issuer\",\"aud\":\"emulator\"," + expiry + "}";
        var head = encoder.encodeToString(header.getBytes(StandardCharsets.UTF_8)) + "."
                + encoder.encodeToString(payload.getBytes(StandardCharsets.UTF_8));
        var signature = hs256().sign(head.getBytes(StandardCharsets.UTF_8));
        return head + "." + encoder.encodeToString(signature);
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("credentials")
    void run_credential_isAnsweredOrRefusedAndNeverShown(int status, String name, @Nullable String authorization)
            throws Exception {
        var stack = STACK.get();
        try (var log = new LogTap(Level.TRACE)) {
            var reply = post(stack, authorization, "alice");

            assertThat(reply.statusCode()).as(reply.body()).isEqualTo(status);
            var challenge = reply.headers().firstValue("WWW-Authenticate");
            if (status == 200) {
                assertThat(challenge).isEmpty();
            } else {
                assertThat(challenge.orElseThrow())
                        .startsWith("Bearer realm=\"llm-emulator\"")
                        .matches("[ -~]*");
                var problem = JSON.readTree(reply.body());
                assertThat(problem.get("status").asInt()).isEqualTo(status);
                var id = reply.headers().firstValue("X-Request-Id").orElseThrow();
                assertThat(problem.get("request_id").asText()).isEqualTo(id);
                assertThat(log.from(Level.INFO))
                        .filteredOn(line -> line.startsWith("Refused."))
                        .singleElement()
                        .asString()
                        .startsWith("Refused. [status=" + status + ", client=")
                        .contains("request_id=" + id + ",", "path=/api/run")
                        .doesNotContain("\n", "\r");
            }
            assertThat(log.from(Level.WARN)).isEmpty();
            assertNothingOf(authorization, reply, log);
        }
    }

    private static void assertNothingOf(@Nullable String authorization, HttpResponse<String> reply, LogTap log) {
        var parts = authorization == null ? new String[0] : authorization.split("[ .]", -1);
        var secrets = Stream.concat(Stream.of(SECRET), Arrays.stream(parts).filter(part -> part.length() > 20))
                .toArray(String[]::new);
        assertThat(log.from(Level.TRACE)).allSatisfy(line -> assertThat(line).doesNotContain(secrets));
        assertThat(reply.body() + reply.headers().map()).doesNotContain(secrets);
    }

    @Test
    void health_withoutCredential_isOpenAndAllElseIsNot() throws Exception {
        assertThat(get("/health").statusCode()).isEqualTo(200);
        assertThat(post(STACK.get(), null, "alice").headers().map()).doesNotContainKey("RateLimit");
        assertThat(get("/api/run").statusCode()).isEqualTo(401);
        assertThat(get("/nothing").statusCode()).isEqualTo(401);
        assertThat(get("/health/").statusCode()).isIn(401, 200, 404);
        assertThat(get("/health/../api/run").statusCode()).isIn(401, 400);
    }

    /** Who may not ask in a session cannot hold it up either. */
    @Test
    void run_inTheSessionOfAnother_takesNothingOfIt() throws Exception {
        var bob = "Bearer " + good().withSubject("bob").sign(hs256());
        assertThat(post(STACK.get(), bob, "alice").statusCode()).isEqualTo(403);
        assertThat(post(STACK.get(), "Bearer " + KEY.key(), "alice").statusCode())
                .isEqualTo(200);
        assertThat(post(STACK.get(), bob, "bob").statusCode()).isEqualTo(200);
    }

    @Test
    void cancel_inTheSessionOfAnother_isForbidden() throws Exception {
        var url = STACK.get().httpUrl();
        var bob = new RunClient(url, "Bearer " + good().withSubject("bob").sign(hs256()));
        assertThat(bob.cancel("alice").status()).isEqualTo(403);
        assertThat(bob.cancel("bob").status()).isEqualTo(404);
        assertThat(new RunClient(url).cancel("bob").status()).isEqualTo(401);
    }

    @Test
    void run_jwksThatCannotBeFetched_isUndecidedAndHealthAnswers() throws Exception {
        try (var stack = EmbeddedStack.start(Map.of("JWT_JWKS_URL", "http://127.0.0.1:1/jwks.json"))) {
            var reply = post(stack, "Bearer " + good().withKeyId("rsa").sign(rs256(RSA)), "alice");
            assertThat(reply.statusCode()).isEqualTo(503);
            assertThat(reply.headers().firstValue("Retry-After")).contains("1");
            assertThat(post(stack, "Bearer " + unsigned("{\"alg\":\"none\"}"), "alice")
                            .statusCode())
                    .isIn(401, 503);
            assertThat(CLIENT.send(
                                    HttpRequest.newBuilder(stack.httpUrl().resolve("/health"))
                                            .build(),
                                    BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void run_oftenRefused_isLoggedNowAndThen() throws Exception {
        var nothing =
                HttpRequest.newBuilder(STACK.get().httpUrl().resolve("/x")).build();
        try (var log = new LogTap(Level.TRACE)) {
            var replies = IntStream.range(0, 200)
                    .mapToObj(i -> CLIENT.sendAsync(nothing, BodyHandlers.ofString()))
                    .toList();
            replies.forEach(reply -> assertThat(reply.join().statusCode()).isEqualTo(401));
            // Few if a test before has just been refused as well.
            assertThat(log.from(Level.INFO)).hasSizeBetween(1, 190);
            Thread.sleep(300);
            post(STACK.get(), null, "alice");
            assertThat(log.from(Level.INFO))
                    .anyMatch(line -> line.startsWith("Refused more, too fast to log each. [count="));
        }
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return CLIENT.send(
                HttpRequest.newBuilder(STACK.get().httpUrl().resolve(path)).build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> post(EmbeddedStack stack, @Nullable String authorization, String session)
            throws Exception {
        var request = HttpRequest.newBuilder(stack.httpUrl().resolve("/api/run"))
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(10))
                .POST(BodyPublishers.ofString(
                        "{\"session_id\":\"%s\",\"question\":\"\",\"words\":1}".formatted(session)));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }
}
