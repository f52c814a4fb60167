package dev.llmemulator;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.llmemulator.settings.EmulatorOptions;
import dev.llmemulator.settings.EmulatorSettings;
import dev.llmemulator.settings.Setting;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class MainTest {
    /** A value of each flag that is not its default. */
    private static final Map<String, String> VALUES = Map.ofEntries(
            entry("--api-urls", "http://127.0.0.1:9"),
            entry("--host", "::1"),
            entry("--port", "9"),
            entry("--model", "chat"),
            entry("--words", "7"),
            entry("--delay", "0.5"),
            entry("--ttft", "0.5"),
            entry("--max-answers", "7"),
            entry("--max-lag", "0.5"),
            entry("--max-answer-time", "7"),
            entry("--cors-origins", "*"),
            entry("--model-aliases", "a=chat"),
            entry("--stream-buffer", "2000"),
            entry("--publish-lanes", "7"),
            entry("--publish-batch-size", "7"),
            entry("--publish-linger", "0.007"),
            entry("--publish-linger-fixed", "true"),
            entry("--publish-timeout", "0.5"),
            entry("--publish-deadline", "7"),
            entry("--shutdown-grace", "7"),
            entry("--api-keys-file", "keys"),
            entry("--centrifugo-ca", "a file of certificates"),
            entry("--jwt-jwks-url", "http://127.0.0.1:9"),
            entry("--jwt-issuer", "x"),
            entry("--jwt-audience", "x"),
            entry("--jwt-clock-skew", "7"),
            entry("--jwt-sessions", "*"),
            entry("--client-questions", "0.5"),
            entry("--client-answers", "7"),
            entry("--client-tokens", "7"),
            entry("--trusted-proxies", "10.0.0.0/8"),
            entry("--client-address-header", "Forwarded"),
            entry("--allowed-hosts", "localhost"),
            entry("--admin-port", "7"),
            entry("--admin-host", "::1"),
            entry("--admin-only", "true"),
            entry("--demo-page", "true"),
            entry("--demo-ws-url", "wss://a/connection/websocket"),
            entry("--graphql-introspection", "false"));

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine line =
            Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));

    @Test
    void serveHelp_anySetting_showsItsNamesDefaultAndBounds() {
        assertThat(line.execute("serve", "--help")).isZero();

        var help = words(out);
        assertThat(EmulatorOptions.list()).allSatisfy(setting -> {
            assertThat(help).contains(setting.names());
            assertThat(help).contains(words(setting.meaning()));
        });
        assertThat(help)
                .contains("--port=N The TCP port to listen on; 0 takes any free one. A whole number from 0 to 65535."
                        + " Default: 8001. Environment: PORT.")
                .contains("Default: http://127.0.0.1:8100,http://127.0.0.1:8200.");
    }

    @Test
    void serveHelp_key_isNoFlag() {
        var serve = Objects.requireNonNull(line.getSubcommands().get("serve"));
        assertThat(serve.getCommandSpec().optionsMap().keySet())
                .containsAll(EmulatorOptions.list().stream()
                        .map(Setting::name)
                        .filter(name -> name.startsWith("--"))
                        .toList())
                .filteredOn(name -> name.contains("key") || name.contains("secret"))
                .containsExactly("--api-keys-file");
        assertThat(EmulatorOptions.list())
                .filteredOn(setting -> setting.type().secret())
                .hasSize(3)
                .allSatisfy(setting -> assertThat(setting.names()).noneMatch(name -> name.startsWith("-")));
    }

    @Test
    void embeddedHelp_leavesOutWhatTheStackDecides() {
        assertThat(line.execute("embedded", "--help")).isZero();

        assertThat(words(out))
                .contains("--port=N", "Default: 0. Environment: PORT.", "--max-answers=N")
                .doesNotContain("--api-urls", "--centrifugo-ca", "CENTRIFUGO_");
    }

    /** Every setting with a value that is accepted, and what the settings then say; the defaults do not. */
    static Stream<Arguments> settingsWithAnEffect() {
        return EmulatorOptions.list().stream()
                .filter(setting -> setting.name().startsWith("--"))
                .map(setting -> arguments(setting.name(), VALUES.getOrDefault(setting.name(), "none in this test")));
    }

    @ParameterizedTest
    @MethodSource("settingsWithAnEffect")
    void flag_anyOfTheHelp_hasAnEffect(String flag, String value, @TempDir Path folder) throws Exception {
        // Some mean nothing without the others.
        var key = flag.startsWith("--demo")
                ? Map.of(
                        "CENTRIFUGO_HTTP_API_KEY",
                        "key",
                        "CENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET_KEY",
                        "secret",
                        "DEMO_PAGE",
                        String.valueOf(!flag.equals("--demo-page")))
                : Map.of("CENTRIFUGO_HTTP_API_KEY", "key", "JWT_SECRET", "0".repeat(32), "ADMIN_PORT", "8");
        var given = new HashMap<>(key);
        given.put(flag, flag.equals("--centrifugo-ca") ? someCertificate(folder) : value);

        assertThat(EmulatorSettings.from(given)).isNotEqualTo(EmulatorSettings.from(key));
    }

    private static String someCertificate(Path folder) throws Exception {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        var authority = ((X509TrustManager) factory.getTrustManagers()[0]).getAcceptedIssuers()[0];
        var text = Base64.getMimeEncoder().encodeToString(authority.getEncoded());
        return Files.writeString(
                        folder.resolve("ca.pem"),
                        "-----BEGIN CERTIFICATE-----\n" + text + "\n-----END CERTIFICATE-----\n")
                .toString();
    }

    @ParameterizedTest
    @CsvSource({"::1, [::1]", "localhost, localhost", "127.0.0.1, 127.0.0.1"})
    void embedded_host_listensThereAndSaysSo(String host, String inUrl) {
        try (var stack = EmbeddedStack.start(Map.of("--host", host))) {
            assertThat(stack.httpUrl().toString()).startsWith("http://" + inUrl + ":");
            assertThat(stack.webSocketUrl().toString())
                    .matches("ws://" + Pattern.quote(inUrl) + ":[0-9]+/connection/websocket");
            try (var reader = AnswerReader.of(stack.webSocketUrl(), stack.tokenHmacSecret(), "a")) {
                assertThat(new RunClient(stack.httpUrl())
                                .ask("a", ",\"words\":3")
                                .status())
                        .isEqualTo(200);
                assertThat(reader.awaitMarker().tokens()).isEqualTo(3);
            }
        }
    }

    @Test
    void embedded_apiKey_publishesToTheStandIn() throws Exception {
        try (var stack = EmbeddedStack.start(Map.of())) {
            var request = HttpRequest.newBuilder(URI.create(stack.apiUrl() + "/api/publish"))
                    .header("Content-Type", "application/json")
                    .header("X-API-Key", stack.apiKey())
                    .POST(BodyPublishers.ofString("{\"channel\":\"session:a\",\"data\":{}}"))
                    .build();
            assertThat(HttpClient.newHttpClient()
                            .send(request, BodyHandlers.ofString())
                            .body())
                    .contains("\"result\"", "\"offset\":1");
        }
    }

    @Test
    void serve_flagOutOfBounds_stopsWithOneLineThatNamesTheFlag() {
        assertThat(line.execute("serve", "--port", "99999")).isEqualTo(2);

        assertThat(err)
                .hasToString("Setting --port has the value \"99999\", but must be a whole number from 0 to 65535."
                        + System.lineSeparator());
    }

    @Test
    void embedded_unusableApiKeys_stopsWithOneLine() {
        assertThat(line.execute("embedded", "--api-keys-file", "/no/such/file")).isEqualTo(2);
        assertThat(err.toString()).endsWith("\n").contains("API_KEYS_FILE").hasLineCount(1);
    }

    @Test
    void apiKey_name_printsAKeyAndTheLineOfItsHash() throws Exception {
        assertThat(line.execute("api-key", "alice")).isZero();
        var printed = Pattern.compile(
                        "key for the client +([0-9a-f]{64})\\s+line for API_KEYS_FILE (alice:[0-9a-f]{64})\\s+")
                .matcher(out.toString());
        assertThat(printed.matches()).isTrue();
        var hash = MessageDigest.getInstance("SHA-256").digest(printed.group(1).getBytes(StandardCharsets.US_ASCII));
        assertThat(printed.group(2)).isEqualTo("alice:" + HexFormat.of().formatHex(hash));

        assertThat(line.execute("api-key", "a b")).isEqualTo(2);
        assertThat(err.toString()).startsWith("A name has 1 to 64 characters").hasLineCount(1);
    }

    @Test
    void serve_whereDigitsAreOthers_printsThoseOfASCII() throws Exception {
        var emulator = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Duser.language=ar",
                "-Duser.country=EG",
                "-Dfile.encoding=US-ASCII",
                Main.class.getName(),
                "serve",
                "--port=99999");
        emulator.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        var process = emulator.redirectErrorStream(true).start();
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("Setting --port has the value \"99999\", but must be a whole number from 0 to 65535."
                        + System.lineSeparator());
    }

    private static String words(Object text) {
        return text.toString().replaceAll("\\s+", " ");
    }
}
