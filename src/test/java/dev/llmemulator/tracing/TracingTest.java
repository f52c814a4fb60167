package dev.llmemulator.tracing;

import static dev.llmemulator.tracing.OtlpReceiver.attributes;
import static dev.llmemulator.tracing.OtlpReceiver.events;
import static dev.llmemulator.tracing.OtlpReceiver.hex;
import static dev.llmemulator.tracing.OtlpReceiver.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import com.sun.net.httpserver.HttpServer;
import dev.llmemulator.EmbeddedStack;
import dev.llmemulator.Emulator;
import dev.llmemulator.LogTap;
import dev.llmemulator.RunClient;
import dev.llmemulator.Waiting;
import dev.llmemulator.settings.EmulatorSettings;
import dev.llmemulator.settings.InvalidSettingException;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The spans of an emulator, as they arrive by OTLP. */
@Timeout(60)
class TracingTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String OTHER_TRACE = "1bf7651916cd43dd8448eb211c80319d";
    private static final String PARENT = "b7ad6b7169203331";
    private static final String ANSWER = "chat constant";
    private static final String RUN = "POST /api/run";

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final OtlpReceiver receiver;

    TracingTest() throws IOException {
        receiver = opened(new OtlpReceiver());
    }

    @AfterEach
    void stop() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }

    @Test
    void answer_ofSampledRequest_isATraceOfRequestAnswerAndBatches() {
        var stack = stack(Map.of("OTEL_SERVICE_NAME", "emulator-a"));

        assertThat(ask(stack.httpUrl(), "whole", 5, 0.01, sampled(TRACE)).statusCode())
                .isEqualTo(200);

        var request = receiver.one(RUN);
        assertThat(hex(request.getTraceId())).isEqualTo(TRACE);
        assertThat(hex(request.getParentSpanId())).isEqualTo(PARENT);
        assertThat(request.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
        assertThat(request.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_UNSET);
        assertThat(attributes(request))
                .containsEntry("http.request.method", "POST")
                .containsEntry("http.route", "/api/run")
                .containsEntry("http.response.status_code", 200L)
                .containsEntry("url.path", "/api/run")
                .containsEntry("url.scheme", "http")
                .containsEntry("network.protocol.version", "1.1")
                .containsEntry("server.address", "127.0.0.1")
                .containsEntry("server.port", (long) stack.httpUrl().getPort())
                .containsEntry("http.response.header.x-request-id", List.of("request-7"))
                .doesNotContainKeys("error.type", "llm_emulator.refused");

        var answer = receiver.one(ANSWER);
        assertThat(answer.getTraceId()).isEqualTo(request.getTraceId());
        assertThat(answer.getParentSpanId()).isEqualTo(request.getSpanId());
        assertThat(events(answer)).containsExactly("first_token", "done");
        assertThat(answer.getEvents(0).getTimeUnixNano())
                .isBetween(answer.getStartTimeUnixNano(), answer.getEvents(1).getTimeUnixNano());
        assertThat(answer.getEvents(1).getTimeUnixNano()).isLessThanOrEqualTo(answer.getEndTimeUnixNano());
        assertThat(attributes(answer))
                .containsEntry("gen_ai.operation.name", "chat")
                .containsEntry("gen_ai.request.model", "constant")
                .containsEntry("gen_ai.conversation.id", "whole")
                .containsEntry("gen_ai.usage.output_tokens", 5L)
                .containsEntry("gen_ai.response.finish_reasons", List.of("stop"))
                .containsEntry("llm_emulator.answer.ideal_seconds", 0.04)
                .containsKeys("gen_ai.response.id", "gen_ai.request.seed");

        var batches = receiver.named("publish");
        assertThat(batches).isNotEmpty().allSatisfy(batch -> {
            assertThat(batch.getTraceId()).isEqualTo(request.getTraceId());
            assertThat(batch.getParentSpanId()).isEqualTo(answer.getSpanId());
            assertThat(batch.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_CLIENT);
            assertThat(batch.getLinksList()).isEmpty();
            assertThat(attributes(batch))
                    .containsEntry("messaging.system", "centrifugo")
                    .containsEntry("messaging.operation.name", "publish")
                    .containsEntry("messaging.operation.type", "send")
                    .containsEntry("llm_emulator.batch.answers", 1L)
                    .containsEntry("server.port", (long) stack.apiUrl().getPort())
                    .doesNotContainKeys("error.type", "llm_emulator.batch.retries");
        });
        assertThat(attributes(answer)).containsEntry("llm_emulator.answer.batches", (long) batches.size());
        // All tokens and the marker.
        assertThat(batches.stream()
                        .mapToLong(batch -> number(batch, "messaging.batch.message_count"))
                        .sum())
                .isEqualTo(6);
        assertThat(receiver.resource())
                .containsEntry("service.name", "emulator-a")
                .containsKeys("service.version", "service.instance.id");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
                "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
            })
    void request_withMalformedTraceparent_beginsATraceOfItsOwn(String traceparent) {
        var stack = stack(Map.of());
        assertThat(ask(stack.httpUrl(), "own", 2, 0, traceparent).statusCode()).isEqualTo(200);
        var request = receiver.one(RUN);
        assertThat(request.getParentSpanId().isEmpty()).isTrue();
        assertThat(hex(request.getTraceId())).isNotEqualToIgnoringCase(TRACE).hasSize(32);
        assertThat(receiver.one(ANSWER).getTraceId()).isEqualTo(request.getTraceId());
    }

    @Test
    void request_withTwoTraceparents_beginsATraceOfItsOwn() {
        var stack = stack(Map.of());
        assertThat(ask(stack.httpUrl(), "own", 2, 0, sampled(TRACE), sampled(OTHER_TRACE))
                        .statusCode())
                .isEqualTo(200);
        assertThat(hex(receiver.one(RUN).getTraceId())).isNotIn(TRACE, OTHER_TRACE);
    }

    @Test
    void requests_notSampled_leaveNothing() {
        var stack = stack(Map.of("OTEL_TRACES_SAMPLER", "parentbased_always_off"));
        ask(stack.httpUrl(), "a", 2, 0, "00-%s-%s-00".formatted(OTHER_TRACE, PARENT));
        ask(stack.httpUrl(), "b", 2, 0);
        // Load balancers ask this all the time, by whatever trace.
        get(stack.httpUrl().resolve("/health"), sampled(OTHER_TRACE));
        ask(stack.httpUrl(), "c", 2, 0, sampled(TRACE));

        stack.close();
        assertThat(receiver.spans())
                .isNotEmpty()
                .allSatisfy(span -> assertThat(hex(span.getTraceId())).isEqualTo(TRACE));
        assertThat(receiver.named(RUN)).hasSize(1);
        assertThat(receiver.named(ANSWER)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"'{}', 400, bad_request", "'{\"session_id\":\"second\",\"question\":\"\"}', 503, places"})
    void request_thatIsRefused_saysWhy(String body, int status, String refused) {
        var stack = stack(Map.of("MAX_ANSWERS", "1", "SHUTDOWN_GRACE_SECONDS", "0"));
        var unused = new RunClient(stack.httpUrl()).run("first", ",\"words\":1000,\"delay\":0.1");
        awaitAnswer(stack);

        assertThat(send(stack.httpUrl(), body, sampled(TRACE)).statusCode()).isEqualTo(status);

        var request = receiver.one(RUN);
        assertThat(attributes(request))
                .containsEntry("http.response.status_code", (long) status)
                .containsEntry("llm_emulator.refused", refused);
        var isError = status >= 500;
        assertThat(request.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR)
                .isEqualTo(isError);
        assertThat(attributes(request).get("error.type")).isEqualTo(isError ? "503" : null);
        assertThat(receiver.named(ANSWER)).isEmpty();
    }

    @Test
    void request_withoutRoute_isNamedByItsMethodAlone() {
        var stack = stack(Map.of());
        get(stack.httpUrl().resolve("/no/such"), sampled(TRACE));
        assertThat(attributes(receiver.one("GET")))
                .containsEntry("http.response.status_code", 404L)
                .containsEntry("url.path", "/no/such")
                .doesNotContainKey("http.route");
    }

    @Test
    void answer_thatCannotBePublished_hasTheErrorInEachPart() throws Exception {
        var port = closedPort();
        var emulator = emulator("http://127.0.0.1:" + port, Map.of("PUBLISH_DEADLINE_SECONDS", "0.2"));

        assertThat(ask(emulator.url(), "lost", 3, 0, sampled(TRACE)).statusCode())
                .isEqualTo(502);

        var request = receiver.one(RUN);
        assertThat(request.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
        assertThat(attributes(request)).containsEntry("error.type", "502").doesNotContainKey("llm_emulator.refused");
        var answer = receiver.one(ANSWER);
        assertThat(events(answer)).containsExactly("error");
        assertThat(attributes(answer.getEvents(0).getAttributesList()).get("llm_emulator.detail"))
                .asString()
                .contains("Centrifugo could not be reached");
        assertThat(answer.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
        assertThat(attributes(answer))
                .containsEntry("error.type", "publish_failed")
                .containsEntry("gen_ai.usage.output_tokens", 0L);
        var batches = receiver.named("publish");
        assertThat(batches).hasSizeGreaterThan(1).allSatisfy(batch -> {
            assertThat(batch.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
            assertThat(attributes(batch))
                    .containsEntry("error.type", "unreachable")
                    .containsEntry("server.port", (long) port);
        });
        assertThat(batches)
                .anySatisfy(batch -> assertThat(attributes(batch)).containsEntry("llm_emulator.batch.retries", 1L));
    }

    @Test
    void answers_ofTwoTracesInOneBatch_areLinkedToItAndItToThem() {
        var stack = stack(Map.of("PUBLISH_LINGER_SECONDS", "0.1", "PUBLISH_LINGER_FIXED", "true"));
        var one = askLater(stack.httpUrl(), "one", 60, 0.02, sampled(TRACE));
        var second = askLater(stack.httpUrl(), "other", 60, 0.02, sampled(OTHER_TRACE));
        assertThat(one.join().statusCode()).isEqualTo(200);
        assertThat(second.join().statusCode()).isEqualTo(200);
        stack.close();

        var answers = receiver.named(ANSWER);
        assertThat(answers).hasSize(2);
        var shared = receiver.named("publish").stream()
                .filter(batch -> batch.getLinksCount() == 1)
                .findFirst()
                .orElseThrow();
        assertThat(answers)
                .extracting(Span::getSpanId)
                .containsExactlyInAnyOrder(
                        shared.getParentSpanId(), shared.getLinks(0).getSpanId());
        var other = answers.stream()
                .filter(answer -> answer.getSpanId().equals(shared.getLinks(0).getSpanId()))
                .findFirst()
                .orElseThrow();
        assertThat(other.getTraceId()).isNotEqualTo(shared.getTraceId());
        assertThat(other.getLinksList())
                .anySatisfy(link -> assertThat(link.getSpanId()).isEqualTo(shared.getSpanId()));
    }

    @Test
    void answer_thatIsCancelled_saysSo() {
        var stack = stack(Map.of());
        var asked = askLater(stack.httpUrl(), "stopped", 1000, 0.01, sampled(TRACE));
        awaitAnswer(stack);
        assertThat(new RunClient(stack.httpUrl()).cancel("stopped").status()).isEqualTo(204);
        assertThat(asked.join().statusCode()).isEqualTo(409);

        var answer = receiver.one(ANSWER);
        assertThat(events(answer)).endsWith("cancelled");
        assertThat(attributes(answer)).containsEntry("gen_ai.response.finish_reasons", List.of("cancelled"));
        assertThat(answer.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_UNSET);
    }

    @Test
    void answer_whoseClientHangsUp_saysSo() {
        var stack = stack(Map.of());
        var asked = askLater(stack.httpUrl(), "gone", 1000, 0.01, sampled(TRACE));
        awaitAnswer(stack);
        asked.cancel(true);

        assertThat(events(receiver.one(ANSWER))).endsWith("hung_up");
    }

    @Test
    void answer_ofManyBatches_hasSpansOfTheFirstAndTheLast() {
        var stack = stack(Map.of("PUBLISH_BATCH_SIZE", "1"));
        ask(stack.httpUrl(), "long", 200, 0, sampled(TRACE));
        stack.close();

        var answer = receiver.one(ANSWER);
        assertThat(number(answer, "llm_emulator.answer.batches")).isEqualTo(201);
        var batches = receiver.named("publish");
        assertThat(batches).hasSize(128);
        var ends = batches.stream().mapToLong(Span::getEndTimeUnixNano).sorted().toArray();
        // Between the last one and those at the beginning there are others.
        assertThat(ends[127] - ends[126]).isGreaterThan(ends[126] - ends[125]);
    }

    @Test
    void answer_ofOpenAisApi_isASpanOfItsRequest() {
        var stack = stack(Map.of());
        var body = "{\"model\":\"m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"[[words=3]]\"}]}";
        assertThat(post(stack.httpUrl().resolve("/v1/chat/completions"), body, sampled(TRACE))
                        .join()
                        .statusCode())
                .isEqualTo(200);

        var request = receiver.one("POST /v1/chat/completions");
        var answer = receiver.one(ANSWER);
        assertThat(answer.getParentSpanId()).isEqualTo(request.getSpanId());
        assertThat(events(answer)).containsExactly("first_token", "done");
        assertThat(receiver.named("publish")).isEmpty();
    }

    @Test
    void answer_ofGraphQl_isASpanOfItsRequest() {
        var stack = stack(Map.of());
        var body = "{\"query\":\"mutation{run(session_id:\\\"g\\\",question:\\\"\\\",words:3){tokens}}\"}";
        var reply =
                post(stack.httpUrl().resolve("/graphql"), body, sampled(TRACE)).join();
        assertThat(reply.body()).contains("\"tokens\":3");

        assertThat(receiver.one(ANSWER).getParentSpanId())
                .isEqualTo(receiver.one("POST /graphql").getSpanId());
    }

    @Test
    void batch_ofATracedAnswer_tellsCentrifugoItsSpan() throws Exception {
        var told = new CopyOnWriteArrayList<String>();
        var centrifugo = opened(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        centrifugo.createContext("/api/batch", exchange -> {
            try (exchange) {
                var commands = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)
                                .split("\"publish\"", -1)
                                .length
                        - 1;
                told.addAll(exchange.getRequestHeaders().getOrDefault("traceparent", List.of("none")));
                var reply = "{\"publish\":{\"offset\":1,\"epoch\":\"a\"}},".repeat(commands);
                var bytes = "{\"replies\":[%s]}"
                        .formatted(reply.substring(0, reply.length() - 1))
                        .getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        });
        centrifugo.start();
        var address = "http://127.0.0.1:" + centrifugo.getAddress().getPort();
        var emulator = emulator(address, Map.of("OTEL_TRACES_SAMPLER", "parentbased_always_off"));

        ask(emulator.url(), "untraced", 1, 0);
        assertThat(told)
                .isNotEmpty()
                .allSatisfy(header -> assertThat(header).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00"));
        told.clear();
        ask(emulator.url(), "traced", 1, 0, sampled(TRACE));
        emulator.close();
        assertThat(told)
                .containsExactlyInAnyOrderElementsOf(receiver.named("publish").stream()
                        .map(span -> "00-%s-%s-01".formatted(TRACE, hex(span.getSpanId())))
                        .toList());

        told.clear();
        var off = opened(Emulator.start(EmulatorSettings.from(
                Map.of("PORT", "0", "CENTRIFUGO_HTTP_API_KEY", "key", "CENTRIFUGO_API_URLS", address))));
        ask(off.url(), "off", 1, 0, sampled(TRACE));
        assertThat(told).isNotEmpty().containsOnly("none");
    }

    @Test
    void emulator_whoseCollectorIsGone_answersAndStops() throws Exception {
        var stack = opened(EmbeddedStack.start(Map.of(
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                "http://127.0.0.1:" + closedPort(),
                "OTEL_JAVA_EXPORTER_OTLP_RETRY_DISABLED",
                "true")));
        try (var log = new LogTap()) {
            assertThat(ask(stack.httpUrl(), "alone", 3, 0, sampled(TRACE)).statusCode())
                    .isEqualTo(200);
            stack.close();
            assertThat(log.from(Level.WARN)).anySatisfy(line -> assertThat(line).contains("Failed to export spans"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "OTEL_TRACES_SAMPLER, always",
        "OTEL_EXPORTER_OTLP_PROTOCOL, smoke-signals",
        "OTEL_EXPORTER_OTLP_TIMEOUT, soon"
    })
    void variable_thatOpenTelemetryDoesNotAccept_isRefused(String name, String value) {
        assertThatThrownBy(() -> stack(Map.of(name, value)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("OTEL_")
                .hasMessageContaining(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"OTEL_EXPORTER_OTLP_HEADERS", "OTEL_EXPORTER_OTLP_TRACES_HEADERS"})
    void headersThatOpenTelemetryDoesNotAccept_areRefusedAndNotTold(String name) {
        assertThatThrownBy(() -> stack(Map.of(name, "a secret without its name")))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("headers")
                .hasMessageNotContaining("secret");
    }

    @Test
    void tracing_switchedOffByTheSdksVariable_sendsNothing() {
        var stack = stack(Map.of("OTEL_SDK_DISABLED", "true"));
        ask(stack.httpUrl(), "off", 2, 0, sampled(TRACE));
        stack.close();
        assertThat(receiver.spans()).isEmpty();
    }

    private static String sampled(String trace) {
        return "00-%s-%s-01".formatted(trace, PARENT);
    }

    private EmbeddedStack stack(Map<String, String> settings) {
        return opened(EmbeddedStack.start(traced(settings)));
    }

    private Emulator emulator(String centrifugo, Map<String, String> settings) {
        var all = traced(settings);
        all.put("PORT", "0");
        all.put("CENTRIFUGO_HTTP_API_KEY", "key");
        all.put("CENTRIFUGO_API_URLS", centrifugo);
        return opened(Emulator.start(EmulatorSettings.from(all)));
    }

    private Map<String, String> traced(Map<String, String> settings) {
        var all = new HashMap<>(settings);
        all.put("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.url());
        all.put("OTEL_BSP_SCHEDULE_DELAY", "20");
        all.put("SHUTDOWN_GRACE_SECONDS", "0");
        return all;
    }

    private static void awaitAnswer(EmbeddedStack stack) {
        Waiting.until("an answer", () -> new RunClient(stack.httpUrl()).health().number("answers") == 1);
    }

    private static int closedPort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static HttpResponse<String> ask(URI url, String session, int words, double delay, String... traceparents) {
        return askLater(url, session, words, delay, traceparents).join();
    }

    private static CompletableFuture<HttpResponse<String>> askLater(
            URI url, String session, int words, double delay, String... traceparents) {
        var body =
                "{\"session_id\":\"%s\",\"question\":\"\",\"words\":%d,\"delay\":%s}".formatted(session, words, delay);
        return post(url.resolve("/api/run"), body, traceparents);
    }

    private static HttpResponse<String> send(URI url, String body, String... traceparents) {
        return post(url.resolve("/api/run"), body, traceparents).join();
    }

    private static CompletableFuture<HttpResponse<String>> post(URI url, String body, String... traceparents) {
        var request = HttpRequest.newBuilder(url)
                .header("Content-Type", "application/json")
                .header("X-Request-Id", "request-7")
                .POST(BodyPublishers.ofString(body));
        for (var traceparent : traceparents) {
            request.header("traceparent", traceparent);
        }
        return HTTP.sendAsync(request.build(), BodyHandlers.ofString());
    }

    private static void get(URI url, String traceparent) {
        HTTP.sendAsync(
                        HttpRequest.newBuilder(url)
                                .header("traceparent", traceparent)
                                .build(),
                        BodyHandlers.discarding())
                .join();
    }

    private <T extends AutoCloseable> T opened(T resource) {
        open.push(resource);
        return resource;
    }

    private HttpServer opened(HttpServer server) {
        open.push(() -> server.stop(0));
        return server;
    }
}
