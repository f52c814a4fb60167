package dev.llmemulator.metrics;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.llmemulator.AnswerReader;
import dev.llmemulator.AnswersUnderWay;
import dev.llmemulator.EmbeddedStack;
import dev.llmemulator.Emulator;
import dev.llmemulator.RunClient;
import dev.llmemulator.Waiting;
import dev.llmemulator.http.RefusalReason;
import dev.llmemulator.metrics.MetricsPage.Family;
import dev.llmemulator.metrics.MetricsPage.Sample;
import dev.llmemulator.settings.EmulatorSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code GET /metrics} tells: each metric moves when its cause happens, and only then. */
@Timeout(60)
class MetricsTest {
    private static final String RUN = "{\"session_id\":\"%s\",\"question\":\"\"%s}";
    private static final String CHAT =
            "{\"model\":\"m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}";
    private static final String TOKENS = "llm_emulator_tokens_published_total";
    private static final String ANSWERS = "llm_emulator_answers_total";
    private static final String UNDER_WAY = "llm_emulator_answers_under_way";
    private static final String REFUSED = "llm_emulator_refused_total";
    private static final String REQUESTS = "llm_emulator_http_requests_total";

    @AutoClose
    private final EmbeddedStack stack = EmbeddedStack.start(Map.of(
            "MAX_ANSWERS", "30",
            "SHUTDOWN_GRACE_SECONDS", "0",
            "TOKEN_DELAY_SECONDS", "0",
            "RESPONSE_LENGTH_WORDS", "5",
            "STREAM_BUFFER_BYTES", "1024",
            "CLIENT_QUESTIONS_PER_SECOND", "100000",
            "CLIENT_TOKENS_PER_SECOND", "10000000"));

    private final URI url = stack.httpUrl();
    private final RunClient client = new RunClient(url);

    private MetricsPage page() {
        return MetricsPage.of(url);
    }

    private void await(String label, double value, ToDoubleFunction<MetricsPage> of) {
        Waiting.until(label, () -> of.applyAsDouble(page()) == value);
    }

    private Emulator emulator(Map<String, String> settings) {
        var all = new HashMap<>(settings);
        all.put("PORT", "0");
        all.put("SHUTDOWN_GRACE_SECONDS", "0");
        all.putIfAbsent("CENTRIFUGO_API_URLS", stack.apiUrl().toString());
        all.putIfAbsent("CENTRIFUGO_HTTP_API_KEY", stack.apiKey());
        return Emulator.start(EmulatorSettings.from(all));
    }

    /** A connection on which something was sent. */
    private Socket sent(String request) throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(1024);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), url.getPort()));
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    private static String post(String path, String body, String... fields) {
        return "POST %s HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\n%sContent-Length: %d\r\n\r\n%s"
                .formatted(path, String.join("", fields), body.length(), body);
    }

    /** The first line of the reply. */
    private String reply(String request) throws IOException {
        try (var socket = sent(request)) {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8).split("\r\n", 2)[0];
        }
    }

    @Test
    void page_ofARunningEmulator_hasTheMetricsThatTheDocumentationLists() throws Exception {
        reply(post("/graphql", "{\"query\":\"{health{status}}\"}"));
        client.ask("s", "");
        System.gc();
        Waiting.until("a collection is told", () -> page().families().containsKey("jvm_gc_pause_seconds"));

        // Of Prometheus' format, as people see names there; types and units as OpenMetrics tells them.
        var text = page();
        var open = MetricsPage.openMetrics(
                        MetricsPage.get(url, MetricsPage.OPEN_METRICS).body())
                .families();
        var exported = new TreeMap<String, String>();
        for (var family : text.families().values()) {
            var other = Objects.requireNonNull(open.get(family.name().replaceFirst("_(total|info)$", "")));
            exported.put(
                    family.name(), "%s | %s | %s".formatted(other.type(), labels(family), unit(family.name(), other)));
        }

        var documented = new TreeMap<String, String>();
        var row = Pattern.compile("(?m)^\\| `([a-z_]+)` \\| ([a-z]+) \\| (.*?) ?\\| (.*?) ?\\| (.+) \\|$");
        row.matcher(Files.readString(Path.of("docs/observability.md")))
                .results()
                // Those of the load test have a test of their own.
                .filter(match -> !match.group(1).startsWith("llm_load_"))
                // Some are there only after a collection of their kind.
                .filter(match -> !match.group(5).contains("once") || exported.containsKey(match.group(1)))
                .forEach(match -> documented.put(
                        match.group(1),
                        "%s | %s | %s"
                                .formatted(
                                        match.group(2),
                                        Arrays.stream(match.group(3)
                                                        .replace("`", "")
                                                        .split(", "))
                                                .sorted()
                                                .collect(Collectors.joining(", ")),
                                        match.group(4))));
        assertThat(exported).isEqualTo(documented);
    }

    private static String labels(Family family) {
        return family.samples().stream()
                .flatMap(sample -> sample.labels().keySet().stream())
                .filter(label -> !label.equals("le"))
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
    }

    /** As OpenMetrics tells it, else as the name ends. */
    private static String unit(String name, Family open) {
        var match = Pattern.compile("_(seconds|bytes|files|buffers|threads)(_total|_max)?$")
                .matcher(name);
        return open.unit().isEmpty() ? match.find() ? match.group(1) : "" : open.unit();
    }

    @ParameterizedTest
    @ValueSource(strings = {"*/*", MetricsPage.OPEN_METRICS})
    void page_ofNames_hasTheseMetricsOnly(String accept) {
        var names =
                List.of("llm_emulator_refused_total", "llm_emulator_lag_seconds", "process_cpu_seconds", "no_metric");
        var query = names.stream()
                .map("name[]="::concat)
                .collect(joining("&", "?", ""))
                .replace("[]", "%5B%5D");
        var body = MetricsPage.get(url.resolve("/metrics" + query), accept).body();
        var samples = body.lines().filter(line -> !line.startsWith("#")).map(line -> line.replaceFirst("[{ ].*", ""));
        assertThat(samples.distinct())
                .containsExactlyInAnyOrder(
                        "llm_emulator_refused_total", "llm_emulator_lag_seconds", "process_cpu_seconds_total");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            */*                                                               | text/plain; version=0.0.4
            ''                                                                | text/plain; version=0.0.4
            text/plain;version=0.0.4                                          | text/plain; version=0.0.4
            application/json                                                  | text/plain; version=0.0.4
            application/openmetrics-text;version=1.0.0,text/plain;q=0.5       | application/openmetrics-text; version=1.0.0
            application/vnd.google.protobuf;encoding=delimited,text/plain     | text/plain; version=0.0.4
            """)
    void page_forAnyClient_isInAFormatThatItReads(String accept, String type) {
        var reply = MetricsPage.get(url, accept);

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.headers().firstValue("Content-Type").orElse("")).isEqualTo(type + "; charset=utf-8");
        assertThat(type.startsWith("text") ? MetricsPage.text(reply.body()) : MetricsPage.openMetrics(reply.body()))
                .satisfies(page -> assertThat(page.families()).containsKey("llm_emulator_answers_limit"));
    }

    @Test
    void answer_complete_movesWhatItCauses() {
        client.ask("s", ",\"words\":20,\"delay\":0.002,\"model\":\"constant\"");

        await("the end", 1, page -> page.value(ANSWERS, "model", "constant", "end", "complete"));
        var page = page();
        assertThat(page.sum(ANSWERS)).isEqualTo(1);
        assertThat(page.value(TOKENS, "api", "run")).isEqualTo(20);
        assertThat(page.value("llm_emulator_token_lateness_seconds_count", "api", "run"))
                .isEqualTo(20);
        assertThat(page.value("llm_emulator_token_lateness_seconds_sum", "api", "run"))
                .isPositive();
        assertThat(page.value("llm_emulator_time_to_first_token_seconds_count", "api", "run"))
                .isEqualTo(1);
        assertThat(page.value("llm_emulator_answer_ideal_ratio_count", "api", "run"))
                .isEqualTo(1);
        assertThat(page.value("llm_emulator_answer_ideal_ratio_sum", "api", "run"))
                .isGreaterThanOrEqualTo(1);
        var requests = page.value("llm_emulator_publish_requests_total", "node", "1", "result", "answered");
        assertThat(requests).isBetween(1.0, 21.0);
        assertThat(page.value("llm_emulator_publish_round_trip_seconds_count", "node", "1"))
                .isEqualTo(requests);
        assertThat(page.value("llm_emulator_publish_batch_size_count", "node", "1"))
                .isEqualTo(requests);
        assertThat(page.value("llm_emulator_publish_batch_size_sum", "node", "1"))
                .as("with the marker")
                .isEqualTo(21);
        assertThat(page.sum("llm_emulator_publish_failures_total")).isZero();
        assertThat(page.value("llm_emulator_node_up", "node", "1")).isEqualTo(1);
        assertThat(page.sum(UNDER_WAY)).isZero();
        assertThat(page.sum(TOKENS, "api", "openai")).isZero();
        await("the request", 1, later -> later.sum(REQUESTS, "route", "/api/run", "status", "2xx"));
    }

    @Test
    void answers_ofEachApi_areUnderWayThereUntilTheirClientsHangUp() throws Exception {
        var slow = ",\"words\":1000,\"delay\":1";
        try (var run = sent(post("/api/run", RUN.formatted("a", slow)));
                var openAi = sent(post("/v1/chat/completions", CHAT.formatted("[[words=1000 delay=1]]")));
                var graphQl = sent(post(
                        "/graphql",
                        "{\"query\":\"subscription{tokens(question:\\\"\\\",words:1000,delay:1){token}}\"}",
                        "Accept: text/event-stream\r\n"))) {
            for (var api : List.of("run", "openai", "graphql")) {
                await(api, 1, page -> page.value(UNDER_WAY, "api", api));
                await(api, 1, page -> page.value(TOKENS, "api", api));
            }
            assertThat(page().value("llm_emulator_http_connections")).isGreaterThanOrEqualTo(3);
            assertThat(List.of(run, openAi, graphQl)).noneMatch(Socket::isClosed);
        }

        await("the ends", 3, page -> page.sum(ANSWERS, "end", "hung_up"));
        assertThat(page().sum(UNDER_WAY)).isZero();
    }

    @Test
    void reader_thatIsTooSlow_isCounted() throws Exception {
        try (var slow = sent(post("/v1/chat/completions", CHAT.formatted("[[words=100000 delay=0]]")))) {
            await("cut off", 1, page -> page.value("llm_emulator_slow_readers_total", "api", "openai"));
            assertThat(slow.isConnected()).isTrue();
        }
    }

    @Test
    void node_thatFails_isTriedNoMoreAndTheOtherTakesAll() throws Exception {
        var broken = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        broken.createContext("/", exchange -> {
            exchange.sendResponseHeaders(503, -1);
            exchange.close();
        });
        broken.start();
        var nodes = "http://127.0.0.1:" + broken.getAddress().getPort() + "," + stack.apiUrl();
        try (var emulator = emulator(Map.of("CENTRIFUGO_API_URLS", nodes))) {
            var reply = new RunClient(emulator.url()).ask("s", ",\"words\":5,\"delay\":0");

            assertThat(reply.status()).isEqualTo(200);
            var page = MetricsPage.of(emulator.url());
            assertThat(page.value("llm_emulator_publish_failures_total", "node", "1", "reason", "broken"))
                    .isPositive()
                    .isEqualTo(page.value("llm_emulator_publish_retries_total", "node", "1", "reason", "broken"))
                    .isEqualTo(page.value("llm_emulator_publish_requests_total", "node", "1", "result", "failed"));
            assertThat(page.sum("llm_emulator_publish_failures_total", "node", "2"))
                    .isZero();
            assertThat(page.value("llm_emulator_node_up", "node", "1")).isZero();
            assertThat(page.value("llm_emulator_node_up", "node", "2")).isEqualTo(1);
            assertThat(page.value(TOKENS, "api", "run")).isEqualTo(5);
            assertThat(page.value("llm_emulator_token_lateness_seconds_count", "api", "run"))
                    .isEqualTo(5);
        } finally {
            broken.stop(0);
        }
    }

    @Test
    void node_thatIsGone_failsTheAnswer() throws Exception {
        int gone;
        try (var socket = new ServerSocket(0)) {
            gone = socket.getLocalPort();
        }
        try (var emulator = emulator(
                Map.of("CENTRIFUGO_API_URLS", "http://127.0.0.1:" + gone, "PUBLISH_DEADLINE_SECONDS", "0.1"))) {
            assertThat(new RunClient(emulator.url()).ask("s", ",\"words\":5").status())
                    .isEqualTo(502);

            Waiting.until("the end", () -> MetricsPage.of(emulator.url()).sum(ANSWERS, "end", "publish_failed") == 1);
            var page = MetricsPage.of(emulator.url());
            var failures = page.value("llm_emulator_publish_failures_total", "node", "1", "reason", "unreachable");
            assertThat(failures).isPositive();
            assertThat(page.value("llm_emulator_publish_retries_total", "node", "1", "reason", "unreachable"))
                    .isLessThan(failures);
            assertThat(page.sum(TOKENS)).isZero();
        }
    }

    @Test
    void request_thatIsRefused_isCountedByItsReasonAndRoute() throws Exception {
        try (var busy = sent(post("/api/run", RUN.formatted("busy", ",\"words\":1000,\"delay\":1")))) {
            await("under way", 1, page -> page.value(UNDER_WAY, "api", "run"));
            var before = page();
            assertThat(reply(post("/api/run", RUN.formatted("busy", "")))).contains("429");
            assertThat(reply(post("/api/run", "{"))).contains("400");
            assertThat(reply("nonsense\r\n\r\n")).contains("400");
            assertThat(reply("GET /nothing HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                    .contains("404");
            assertThat(reply("PUT /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                    .contains("405");
            assertThat(reply("POST /api/run HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                    .contains("415");
            assertThat(reply(post("/api/run", " ".repeat(70_000)))).contains("413");
            assertThat(reply(post("/v1/chat/completions", CHAT.formatted("[[status=503]]"))))
                    .contains("503");
            assertThat(reply(post("/v1/chat/completions", "{}"))).contains("400");

            var expected = Map.of(
                    "session_busy",
                    1,
                    "bad_request",
                    3,
                    "not_found",
                    1,
                    "method",
                    1,
                    "media_type",
                    1,
                    "too_large",
                    1,
                    "other",
                    1);
            for (var reason : RefusalReason.values()) {
                var label = reason.name().toLowerCase(Locale.ROOT);
                await(
                        label,
                        expected.getOrDefault(label, 0),
                        page -> page.value(REFUSED, "reason", label) - before.value(REFUSED, "reason", label));
            }
            await("on its route", 3, page -> page.sum(REQUESTS, "route", "/api/run", "status", "4xx"));
            await("on no route", 4, page -> page.sum(REQUESTS, "route", "none", "status", "4xx"));
            assertThat(busy.isClosed()).isFalse();
        }
    }

    @Test
    void request_beyondALimitOrWithoutCredentials_isCountedByItsReason() throws Exception {
        try (var emulator = emulator(Map.of("MAX_ANSWERS", "1", "ALLOWED_HOSTS", "127.0.0.1"));
                var strict = emulator(Map.of("JWT_SECRET", "0".repeat(32)));
                var limited = emulator(Map.of("CLIENT_ANSWERS", "1"))) {
            var one = new RunClient(emulator.url());
            var first = one.run("first", ",\"words\":1000,\"delay\":1");
            Waiting.until("under way", () -> MetricsPage.of(emulator.url()).sum(UNDER_WAY) == 1);
            assertThat(one.ask("second", "").status()).isEqualTo(503);
            assertThat(new RunClient(URI.create(
                                    "http://localhost:" + emulator.url().getPort()))
                            .ask("third", "")
                            .status())
                    .isEqualTo(421);
            Waiting.until("places", () -> MetricsPage.of(emulator.url()).value(REFUSED, "reason", "places") == 1);
            Waiting.until("host", () -> MetricsPage.of(emulator.url()).value(REFUSED, "reason", "host") == 1);
            assertThat(first).isNotDone();

            // Nobody has to say who asks for the metrics, as for /health.
            assertThat(new RunClient(strict.url()).ask("s", "").status()).isEqualTo(401);
            Waiting.until(
                    "unauthorised", () -> MetricsPage.of(strict.url()).value(REFUSED, "reason", "unauthorised") == 1);
            assertThat(MetricsPage.of(strict.url()).value(REQUESTS, "route", "none", "status", "4xx"))
                    .isEqualTo(1);

            var other = new RunClient(limited.url());
            var held = other.run("held", ",\"ttft\":60");
            Waiting.until("under way", () -> MetricsPage.of(limited.url()).sum(UNDER_WAY) == 1);
            assertThat(other.ask("next", "").status()).isEqualTo(429);
            Waiting.until("limits", () -> MetricsPage.of(limited.url()).value(REFUSED, "reason", "limits") == 1);
            assertThat(held).isNotDone();
        }
    }

    @Test
    void page_withAnAdminPort_isServedThereAlone() {
        try (var emulator =
                emulator(Map.of("ADMIN_PORT", "0", "ADMIN_HOST", "127.0.0.1", "JWT_SECRET", "0".repeat(32)))) {
            assertThat(MetricsPage.get(emulator.url(), "*/*").statusCode()).isEqualTo(404);
            assertThat(new RunClient(emulator.url()).health().status()).isEqualTo(200);
            assertThat(MetricsPage.of(emulator.adminUrl()).value("llm_emulator_answers_limit"))
                    .isEqualTo(10_000);
        }
    }

    @Test
    void series_whateverClientsSend_areFew() throws Exception {
        client.ask("s", "");
        var before = series(page());
        var random = new Random(7);
        for (var i = 0; i < 150; i++) {
            var word = Long.toString(random.nextLong() >>> 1, 36);
            var request = switch (i % 6) {
                case 0 -> "GET /%s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n".formatted(word, word);
                case 1 -> post("/api/run", RUN.formatted(word, ",\"model\":\"" + word + "\""));
                case 2 -> post("/v1/chat/completions", CHAT.formatted("[[words=1 " + word + "=1]]"));
                case 3 -> "GET /v1/models/%s HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".formatted(word);
                case 4 ->
                    "%s /api/run HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                            .formatted(word.toUpperCase(Locale.ROOT));
                default -> post("/v1/completions", "{\"model\":\"%s\",\"prompt\":\"\"}".formatted(word));
            };
            assertThat(reply(request)).startsWith("HTTP/1.1 ");
        }

        var added = new TreeSet<>(series(page()));
        added.removeAll(before);
        assertThat(added).allMatch(series -> series.startsWith(REQUESTS));
        assertThat(page().samples().filter(sample -> sample.name().equals(REQUESTS)))
                .allSatisfy(sample -> assertThat(sample.labels().get("route"))
                        .isIn(
                                "none",
                                "/api/run",
                                "/metrics",
                                "/health",
                                "/graphql",
                                "/v1/chat/completions",
                                "/v1/completions",
                                "/v1/models/<id>"));
    }

    private static Set<String> series(MetricsPage page) {
        return page.samples()
                .filter(sample -> sample.name().startsWith(Metrics.PREFIX))
                .map(sample -> sample.name() + sample.labels())
                .collect(Collectors.toSet());
    }

    @Test
    void pages_readDuringLoad_areWholeAndDisturbNothing() {
        try (var answers = AnswersUnderWay.begin(
                client,
                session -> AnswerReader.of(stack.webSocketUrl(), stack.tokenHmacSecret(), session),
                20,
                ",\"words\":150,\"delay\":0.005")) {
            var last = 0.0;
            while (!answers.replies().stream().allMatch(reply -> reply.isDone())) {
                var page = page();
                var tokens = page.value(TOKENS, "api", "run");
                assertThat(tokens).isGreaterThanOrEqualTo(last);
                last = tokens;
            }
            answers.assertAllComplete();
            await("all tokens", 20 * 150, page -> page.value(TOKENS, "api", "run"));
            await("all of them", 20 * 150, page -> page.sum("llm_emulator_token_lateness_seconds_count"));
        }
    }

    @Test
    void linger_fixed_isInForceWhateverTheLoad() {
        try (var emulator = emulator(Map.of("PUBLISH_LINGER_SECONDS", "0.02", "PUBLISH_LINGER_FIXED", "true"))) {
            assertThat(MetricsPage.of(emulator.url()).value("llm_emulator_batch_window_seconds"))
                    .isEqualTo(0.02);
            new RunClient(emulator.url()).ask("s", ",\"words\":50,\"delay\":0.001");
            assertThat(MetricsPage.of(emulator.url()).value("llm_emulator_batch_window_seconds"))
                    .isEqualTo(0.02);
        }
        assertThat(page().value("llm_emulator_batch_window_seconds")).isZero();
    }

    @Test
    void process_tellsWhatItCosts() {
        var page = page();

        assertThat(page.value("process_cpu_seconds_total")).isPositive();
        assertThat(page.value("process_files_open_files")).isPositive();
        assertThat(page.sum("jvm_memory_used_bytes", "area", "heap")).isPositive();
        assertThat(page.samples().filter(sample -> sample.name().equals("llm_emulator_build_info")))
                .singleElement()
                .extracting(Sample::labels)
                .satisfies(labels -> assertThat(labels)
                        .containsEntry("version", "development")
                        .containsEntry("instance", client.health().text("instance")));
    }
}
