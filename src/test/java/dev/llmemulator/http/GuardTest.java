package dev.llmemulator.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.llmemulator.EmbeddedStack;
import dev.llmemulator.Emulator;
import dev.llmemulator.LogTap;
import dev.llmemulator.Waiting;
import dev.llmemulator.settings.EmulatorSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for all replies, whoever writes them; limits of a client; hosts and listeners. */
@Timeout(60)
class GuardTest {
    private static final String BODY = "{\"session_id\":\"%s\",\"question\":\"\",\"words\":%d,\"delay\":%s}";

    @AutoClose
    private static final EmbeddedStack PLAIN = EmbeddedStack.start(Map.of());

    @AutoClose
    private static final EmbeddedStack STRICT =
            EmbeddedStack.start(Map.of("ALLOWED_HOSTS", "emulator.example,[::1]", "CORS_ORIGINS", "http://page"));

    private static String send(URI server, String request) throws IOException {
        try (var socket = new Socket(InetAddress.getByName(server.getHost()), server.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String get(URI server, String path, String more) throws IOException {
        return send(server, "GET %s HTTP/1.1\r\nConnection: close\r\n%s\r\n".formatted(path, more));
    }

    private static String post(URI server, String session, int words, String delay, String more) throws IOException {
        var body = BODY.formatted(session, words, delay);
        return send(
                server,
                "POST /api/run HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\n"
                        + "Content-Length: %d\r\n%s\r\n%s".formatted(body.length(), more, body));
    }

    private static String header(String reply, String name) {
        var field = Pattern.compile("(?im)^" + name + ": (.*)$").matcher(reply);
        assertThat(field.find()).as("%s in %s", name, reply).isTrue();
        return field.group(1);
    }

    /** From a route, Javalin, a handler of ours before the routes, Jetty's handlers, and Jetty's parser. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET /health HTTP/1.1\\r\\nHost: a                                  | 200
            GET /nothing HTTP/1.1\\r\\nHost: a                                 | 404
            PUT /health HTTP/1.1\\r\\nHost: a                                  | 405
            POST /api/run HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 2000000   | 413
            POST /api/run HTTP/1.1\\r\\nHost: a                                | 415
            GET /%zz HTTP/1.1\\r\\nHost: a                                     | 400
            GET /health HTTP/1.1\\r\\nHost: a\\r\\nHost: b                     | 400
            nonsense                                                           | 400
            """)
    void reply_ofAnyKind_hasItsIdAndIsKeptAndGuessedByNobody(String request, int status) throws Exception {
        var reply = send(PLAIN.httpUrl(), request.replace("\\r\\n", "\r\n") + "\r\nConnection: close\r\n\r\n");

        assertThat(reply).startsWith("HTTP/1.1 " + status);
        assertThat(header(reply, "Cache-Control")).isEqualTo("no-store");
        assertThat(header(reply, "X-Content-Type-Options")).isEqualTo("nosniff");
        var id = header(reply, "X-Request-Id");
        assertThat(id).matches("[0-9a-f]{16}");
        if (status >= 400) {
            var problem = JsonMapper.builder().build().readTree(reply.substring(reply.indexOf("\r\n\r\n")));
            assertThat(problem.get("request_id").asText()).isEqualTo(id);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "0af7651916cd43dd8448eb211c80319c", "a:b/c=d+e_f-g.h"})
    void requestId_thatIsSane_isTaken(String id) throws Exception {
        assertThat(header(get(PLAIN.httpUrl(), "/health", "Host: a\r\nX-Request-Id: " + id + "\r\n"), "X-Request-Id"))
                .isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a]b", "\"a\"", "\u00e4", "TOO_LONG"})
    void requestId_thatIsNot_isReplaced(String given) throws Exception {
        var sent = given.replace("TOO_LONG", "x".repeat(129));
        assertThat(header(get(PLAIN.httpUrl(), "/health", "Host: a\r\nX-Request-Id: " + sent + "\r\n"), "X-Request-Id"))
                .matches("[0-9a-f]{16}");
    }

    @ParameterizedTest
    @CsvSource({
        "/api/run, Host: emulator.example, 405",
        "/api/run, Host: EMULATOR.example:8001, 405",
        "/api/run, Host: [::1]:8001, 405",
        "/api/run, Host: evil.example, 421",
        "/api/run, Host: emulator.example.evil, 421",
        "/health, Host: evil.example, 200"
    })
    void host_thatIsNotAllowed_isMisdirected(String path, String host, int status) throws Exception {
        var reply = get(STRICT.httpUrl(), path, host + "\r\nOrigin: http://page\r\n");
        assertThat(reply).startsWith("HTTP/1.1 " + status);
        assertThat(header(reply, "X-Request-Id")).isNotBlank();
    }

    @Test
    void adminListener_servesHealthAlone() throws Exception {
        for (var only : new String[] {"false", "true"}) {
            try (var emulator = Emulator.start(EmulatorSettings.from(Map.of(
                    "CENTRIFUGO_HTTP_API_KEY", "key",
                    "PORT", "0",
                    "ADMIN_PORT", "0",
                    "ADMIN_HOST", "127.0.0.1",
                    "ADMIN_ONLY", only,
                    "SHUTDOWN_GRACE_SECONDS", "0")))) {
                assertThat(emulator.adminUrl().getPort())
                        .isNotEqualTo(emulator.url().getPort());
                assertThat(get(emulator.adminUrl(), "/health", "Host: a\r\n")).startsWith("HTTP/1.1 200");
                assertThat(get(emulator.adminUrl(), "/api/run", "Host: a\r\n")).startsWith("HTTP/1.1 404");
                assertThat(post(emulator.adminUrl(), "s", 1, "0", "")).startsWith("HTTP/1.1 404");
                assertThat(get(emulator.url(), "/health", "Host: a\r\n"))
                        .startsWith(only.equals("true") ? "HTTP/1.1 404" : "HTTP/1.1 200");
                assertThat(get(emulator.url(), "/api/run", "Host: a\r\n")).startsWith("HTTP/1.1 405");
                for (var path : List.of("/health/", "//health", "/health;x", "/%68ealth", "/x/../health", "/HEALTH")) {
                    assertThat(get(emulator.url(), path, "Host: a\r\n"))
                            .as(path)
                            .startsWith("HTTP/1.1 404");
                    assertThat(get(emulator.adminUrl(), path, "Host: a\r\n"))
                            .as(path)
                            .startsWith("HTTP/1.1 404");
                }
            }
        }
    }

    /** Without the end of the connection, this would wait for it until the time-out. */
    @Test
    void request_whoseEndIsInDoubt_isTheLastOfItsConnection() throws Exception {
        var body = BODY.formatted("doubt", 1, "0");
        var reply = send(
                PLAIN.httpUrl(),
                "POST /api/run HTTP/1.0\r\nConnection: keep-alive\r\nContent-Type: application/json\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"
                                .formatted(body.length(), body));
        assertThat(reply).contains(" 200 OK").doesNotContain("smuggled");
    }

    @Test
    void limits_ofAClient_areToldAndKept() throws Exception {
        try (var stack = EmbeddedStack.start(
                        Map.of("CLIENT_QUESTIONS_PER_SECOND", "0.01", "TRUSTED_PROXIES", "127.0.0.1"));
                var log = new LogTap(Level.TRACE)) {
            var answered = post(stack.httpUrl(), "s", 1, "0", "X-Forwarded-For: 6.6.6.6, 1.2.3.4\r\n");
            assertThat(answered).startsWith("HTTP/1.1 200");
            assertThat(header(answered, "RateLimit-Policy")).isEqualTo("\"questions\";q=1;w=100");
            assertThat(header(answered, "RateLimit")).matches("\"questions\";r=0;t=(100|99)");

            var refused = post(stack.httpUrl(), "t", 1, "0", "X-Forwarded-For: 1.2.3.4\r\n");
            assertThat(refused).startsWith("HTTP/1.1 429").contains("CLIENT_QUESTIONS_PER_SECOND");
            assertThat(Integer.parseInt(header(refused, "Retry-After"))).isBetween(60, 100);
            assertThat(header(refused, "RateLimit")).startsWith("\"questions\";r=0;t=");
            assertThat(log.from(Level.INFO))
                    .filteredOn(line -> line.startsWith("Refused."))
                    .singleElement()
                    .asString()
                    .contains("status=429, client=address:1.2.3.4, from=address:1.2.3.4,");

            assertThat(post(stack.httpUrl(), "u", 1, "0", "X-Forwarded-For: 1.2.3.5\r\n"))
                    .as("another client")
                    .startsWith("HTTP/1.1 200");
            assertThat(get(stack.httpUrl(), "/health", "Host: a\r\nX-Forwarded-For: 1.2.3.4\r\n"))
                    .startsWith("HTTP/1.1 200")
                    .doesNotContain("RateLimit");
        }
    }

    @Test
    void limits_ofAnswersAndTokens_comeBackWhenAnAnswerEndsOrIsNotBegun() throws Exception {
        try (var stack = EmbeddedStack.start(
                Map.of("CLIENT_ANSWERS", "1", "CLIENT_TOKENS_PER_SECOND", "1000", "MAX_ANSWER_SECONDS", "60"))) {
            var url = stack.httpUrl();
            try (var first = new Socket(InetAddress.getLoopbackAddress(), url.getPort())) {
                var body = BODY.formatted("long", 100, "0.5");
                first.getOutputStream()
                        .write(
                                ("POST /api/run HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: "
                                                + body.length() + "\r\n\r\n" + body)
                                        .getBytes(StandardCharsets.US_ASCII));
                Waiting.until(
                        "the answer is under way",
                        Duration.ofSeconds(20),
                        () -> health(url).contains("\"answers\":1"));
                var refused = post(url, "s", 1, "0", "");
                assertThat(refused).startsWith("HTTP/1.1 429").contains("CLIENT_ANSWERS");
                assertThat(header(refused, "Retry-After")).isEqualTo("1");
            }
            // The client has hung up.
            Waiting.until(
                    "the answer has ended",
                    Duration.ofSeconds(20),
                    () -> health(url).contains("\"answers\":0"));
            assertThat(post(url, "s", 100, "60", "")).as("too long").startsWith("HTTP/1.1 400");
            assertThat(post(url, "s", 900, "0", "")).startsWith("HTTP/1.1 200");
        }
    }

    private static String health(URI url) {
        try {
            return get(url, "/health", "Host: a\r\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1_000_000})
    void start_withMoreAnswersThanOpenFiles_warns(int most) {
        try (var log = new LogTap(Level.INFO);
                var stack = EmbeddedStack.start(Map.of("MAX_ANSWERS", String.valueOf(most)))) {
            assertThat(stack.httpUrl().getPort()).isPositive();
            assertThat(log.from(Level.WARN).stream().anyMatch(line -> line.startsWith("MAX_ANSWERS is beyond")))
                    .isEqualTo(most > Connectors.mostConnections());
        }
    }

    @ParameterizedTest
    @CsvSource({"0.0.0.0, '', true", "127.0.0.1, '', false", "localhost, '', false", "0.0.0.0, JWT_SECRET, false"})
    void start_openToOtherMachines_warns(String host, String setting, boolean warns) {
        try (var log = new LogTap(Level.INFO);
                var stack = EmbeddedStack.start(
                        setting.isEmpty() ? Map.of("HOST", host) : Map.of("HOST", host, setting, "0".repeat(32)))) {
            assertThat(stack.httpUrl().getPort()).isPositive();
            assertThat(log.from(Level.WARN).stream().anyMatch(line -> line.startsWith("Everybody who reaches this")))
                    .isEqualTo(warns);
        }
    }
}
