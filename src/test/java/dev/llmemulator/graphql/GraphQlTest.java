package dev.llmemulator.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmemulator.AnswerReader;
import dev.llmemulator.EmbeddedStack;
import dev.llmemulator.LogTap;
import dev.llmemulator.RunClient;
import dev.llmemulator.Waiting;
import graphql.introspection.IntrospectionQuery;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** GraphQL over HTTP and over server-sent events, asked without a library. */
@Timeout(60)
class GraphQlTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String EVENTS = "text/event-stream";
    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    @AutoClose
    private static final EmbeddedStack STACK = EmbeddedStack.start(Map.of("TOKEN_DELAY_SECONDS", "0"));

    private final LogTap log = new LogTap();

    @AfterEach
    void leaveNothingBehind() {
        awaitAnswers(STACK, 0);
        log.close();
        assertThat(log.from(Level.ERROR)).isEmpty();
    }

    private static void awaitAnswers(EmbeddedStack stack, int count) {
        var client = new RunClient(stack.httpUrl());
        Waiting.until(count + " answers", () -> client.health().number("answers") == count);
    }

    private static HttpResponse<String> post(EmbeddedStack stack, String body, String... headers) {
        return postLater(stack, body, headers).join();
    }

    private static CompletableFuture<HttpResponse<String>> postLater(
            EmbeddedStack stack, String body, String... headers) {
        var request = HttpRequest.newBuilder(stack.httpUrl().resolve("/graphql"))
                .timeout(Duration.ofSeconds(30))
                .headers(headers)
                .POST(BodyPublishers.ofString(body));
        return HTTP.sendAsync(request.build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> ask(String accept, String query) {
        return post(STACK, query(query), "Content-Type", "application/json", "Accept", accept);
    }

    private static String query(String query) {
        return JSON.createObjectNode().put("query", query).toString();
    }

    private static JsonNode tree(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }

    private static List<JsonNode> results(HttpResponse<String> reply) {
        assertThat(reply.headers().firstValue("Content-Type").orElseThrow()).startsWith(EVENTS);
        assertThat(reply.body()).endsWith("event: complete\ndata: \n\n");
        return Stream.of(reply.body().split("\n\n", -1))
                .filter(event -> event.startsWith("event: next\n"))
                .map(event -> tree(event.substring("event: next\ndata: ".length())))
                .toList();
    }

    @Test
    void run_asAMutation_isPublishedAndRepliesAsApiRun() {
        try (var reader = AnswerReader.of(STACK.webSocketUrl(), STACK.tokenHmacSecret(), "g-1")) {
            var reply = ask(
                    "*/*",
                    "mutation { run(session_id: \"g-1\", question: \"Why?\", words: 5, seed: 42, answer: \"a\")"
                            + " { session_id response tokens sha256 seed model ideal instance answer } }");
            var run = tree(reply.body()).at("/data/run");
            var same = new RunClient(STACK.httpUrl()).ask("g-2", ",\"words\":5,\"seed\":42,\"answer\":\"a\"");

            assertThat(reply.headers().firstValue("Content-Type").orElseThrow())
                    .isEqualTo("application/graphql-response+json; charset=utf-8");
            var marker = reader.awaitMarker();
            assertThat(reader.text()).isEqualTo(run.path("response").asText());
            assertThat(marker.sha256()).isEqualTo(run.path("sha256").asText());
            var expected = same.body().<ObjectNode>deepCopy();
            expected.put("session_id", "g-1").put("ideal", run.path("ideal").doubleValue());
            assertThat(run).isEqualTo(expected);
        }
    }

    @Test
    void seed_of64Bits_staysExact() {
        var reply = post(
                STACK,
                "{\"query\":\"mutation M($s: Long) { run(session_id: \\\"g\\\", question: \\\"\\\", words: 1, seed: $s,"
                        + " ttft: null) { seed } }\",\"variables\":{\"s\":-9223372036854775808}}",
                "Content-Type",
                "application/json");

        assertThat(tree(reply.body()).at("/data/run/seed").longValue()).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void health_asAQuery_hasTheFieldsOfHealth() {
        var health = new RunClient(STACK.httpUrl()).health().body();
        var names = new ArrayList<String>();
        health.fieldNames().forEachRemaining(names::add);

        var reply = tree(ask("application/json", "{ health { " + String.join(" ", names) + " } }")
                .body());

        assertThat(reply.at("/data/health/instance")).isEqualTo(health.get("instance"));
        assertThat(reply.at("/data/health/status").asText()).isEqualTo("ok");
        assertThat(reply.at("/data/health").size()).isEqualTo(names.size());
    }

    @Test
    void query_overEvents_isOneResult() {
        assertThat(results(ask(EVENTS, "{ health { status } }")))
                .containsExactly(tree("{\"data\":{\"health\":{\"status\":\"ok\"}}}"));
    }

    @Test
    void tokens_asASubscription_areTheAnswerInOrder() {
        var whole =
                new RunClient(STACK.httpUrl()).ask("g-3", ",\"words\":200,\"model\":\"fast\",\"delay\":0,\"seed\":7");
        var results = results(ask(
                EVENTS,
                "subscription { t: tokens(question: \"\", words: 200, model: \"fast\", ttft: 0, delay: 0, seed: 7)"
                        + " { index token sha256 due sent } }"));
        var tokens = results.stream().map(result -> result.at("/data/t")).toList();

        assertThat(tokens.stream().map(token -> token.path("index").asInt()))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(0, whole.number("tokens")).boxed().toList());
        assertThat(String.join(
                        "",
                        tokens.stream()
                                .map(token -> token.path("token").asText())
                                .toList()))
                .isEqualTo(whole.text("response"));
        assertThat(tokens.get(tokens.size() - 1).path("sha256").asText()).isEqualTo(whole.text("sha256"));
        assertThat(tokens)
                .allMatch(token ->
                        token.path("sent").asLong() >= token.path("due").asLong());
    }

    @Test
    void hangUp_ofASubscriptionOrARun_cancelsTheAnswer() throws IOException {
        var arguments = "question: \"\", words: 50, delay: 60";
        try (var stream = asking("subscription { tokens(" + arguments + ") { token } }");
                var run = asking("mutation { run(session_id: \"g-4\", " + arguments + ") { tokens } }")) {
            var lines = new BufferedReader(new InputStreamReader(stream.getInputStream(), StandardCharsets.UTF_8));
            assertThat(run.isConnected()).isTrue();
            // The first token comes although the others are not due for long.
            while (!lines.readLine().contains("\"token\":\"")) {
                // Comes before.
            }
            awaitAnswers(STACK, 2);
        }

        awaitAnswers(STACK, 0);
    }

    private static Socket asking(String query) throws IOException {
        var socket =
                new Socket(InetAddress.getLoopbackAddress(), STACK.httpUrl().getPort());
        var body = query(query);
        socket.getOutputStream()
                .write(
                        ("POST /graphql HTTP/1.1\r\nHost: a\r\nAccept: text/event-stream\r\nContent-Type: application/json\r\n"
                                        + "Content-Length: " + body.length() + "\r\n\r\n" + body)
                                .getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    @Test
    void streams_moreThanThreads_runAtOnce() {
        var streams = IntStream.range(0, 150)
                .mapToObj(i -> postLater(
                        STACK,
                        query("subscription { tokens(question: \"\", words: 2, ttft: 1.5) { token } }"),
                        "Content-Type",
                        "application/json",
                        "Accept",
                        EVENTS))
                .toList();
        Waiting.until(
                "an answer of each or its end",
                Duration.ofSeconds(30),
                () -> streams.stream().allMatch(CompletableFuture::isDone));

        assertThat(streams).allMatch(stream -> results(stream.join()).size() == 3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ nope } | GRAPHQL_VALIDATION_FAILED | nope",
                "{ health | GRAPHQL_PARSE_FAILED | Invalid syntax",
                "'' | GRAPHQL_PARSE_FAILED | Invalid syntax",
                "mutation { run(question: \"\") { tokens } } | GRAPHQL_VALIDATION_FAILED | session_id",
                "mutation { run(session_id: \"a\", question: \"\", seed: 1.5) { tokens } } | GRAPHQL_VALIDATION_FAILED"
                        + " | whole number of 64 bits",
                "mutation { run(session_id: \"a\", question: \"\", sed: 1) { tokens } } | GRAPHQL_VALIDATION_FAILED | sed",
                "mutation { a: run(session_id: \"a\", question: \"\") { tokens }"
                        + " b: run(session_id: \"b\", question: \"\") { tokens } } | BAD_REQUEST | one run",
                "query A { health { now } } query B { health { now } } | GRAPHQL_VALIDATION_FAILED | operation",
                "subscription { tokens(question: \"\") @skip(if: true) { token } } | BAD_REQUEST | could not be checked"
            })
    void query_thatIsWrong_isRefusedInEachForm(String query, String code, String part) {
        var graphQl = ask("application/graphql-response+json", query);
        var json = ask("application/json;q=0.9", query);
        var events = results(ask(EVENTS, query));

        assertThat(graphQl.statusCode()).isEqualTo(400);
        assertThat(json.statusCode()).isEqualTo(200);
        assertThat(events).hasSize(1);
        assertThat(List.of(tree(graphQl.body()), tree(json.body()), events.get(0)))
                .allSatisfy(body -> {
                    assertThat(body.at("/errors/0/extensions/status").asInt()).isEqualTo(400);
                    assertThat(body.at("/errors/0/extensions/code").asText()).isEqualTo(code);
                    assertThat(body.at("/errors/0/message").asText()).contains(part);
                    assertThat(body.has("data")).isFalse();
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "session_id: \"a b\", question: \"\" | session_id",
                "session_id: \"a\", question: \"\", words: 0 | words",
                "session_id: \"a\", question: \"\", delay: 60.5 | delay",
                "session_id: \"a\", question: \"\", delay: 1e999 | delay",
                "session_id: \"a\", question: \"\", ttft: 1e2147483647 | ttft",
                "session_id: \"a\", question: \"\", ttft: -1 | ttft",
                "session_id: \"a\", question: \"\", model: \"gpt\" | model",
                "session_id: \"a\", question: \"\", answer: \"\" | answer"
            })
    void argument_outOfBounds_isNamedAsByApiRun(String arguments, String field) {
        var reply = ask("*/*", "mutation { run(" + arguments + ") { tokens } }");
        var error = tree(reply.body()).at("/errors/0");

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(tree(reply.body()).at("/data/run").isNull()).isTrue();
        assertThat(error.at("/path/0").asText()).isEqualTo("run");
        assertThat(error.at("/extensions/status").asInt()).isEqualTo(400);
        assertThat(error.at("/extensions/errors/0/field").asText()).isEqualTo(field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "400 | application/json | */* | x",
                "400 | application/json | */* | []",
                "400 | application/json | */* | {}",
                "400 | application/json | */* | {\"query\":1}",
                "400 | application/json | */* | {\"query\":\"{a}\",\"variables\":[]}",
                "400 | application/json | */* | {\"query\":\"{a}\",\"operationName\":1}",
                "400 | application/json | */* | {\"query\":\"{a}\",\"extensions\":1}",
                "406 | application/json | text/html | {\"query\":\"{health{now}}\"}",
                "406 | application/json | application/json | {\"query\":\"subscription{tokens(question:\\\"\\\"){token}}\"}",
                "415 | application/graphql | */* | {health{now}}"
            })
    void request_ofBadForm_isRefusedByItsStatus(int status, String contentType, String accept, String body) {
        var reply = post(STACK, body, "Content-Type", contentType, "Accept", accept);

        assertThat(reply.statusCode()).isEqualTo(status);
        assertThat(tree(reply.body()).at("/errors/0/extensions/status").asInt()).isEqualTo(status);
    }

    @Test
    void get_isRefused() {
        var reply = HTTP.sendAsync(
                        HttpRequest.newBuilder(STACK.httpUrl().resolve("/graphql?query=%7Bhealth%7Bnow%7D%7D"))
                                .build(),
                        BodyHandlers.ofString())
                .join();

        assertThat(reply.statusCode()).isEqualTo(405);
        assertThat(reply.headers().firstValue("Allow")).hasValue("POST");
        assertThat(tree(reply.body()).at("/errors/0/extensions/code").asText()).isEqualTo("METHOD_NOT_ALLOWED");
    }

    @Test
    void query_thatIsTooLarge_isRefused() {
        var body = query("{ health { status } }" + " ".repeat(64 * 1024));
        var many = ask("*/*", "{ health { " + "now ".repeat(1_000) + "} }");
        var deep = ask(
                "*/*", "{ __schema { types " + "{ fields { type ".repeat(12) + "{ name }" + " } }".repeat(12) + " } }");
        var wide = ask(
                "*/*",
                "{ ...A } " + spread("A", "B") + spread("B", "C") + spread("C", "D")
                        + " fragment D on Query { health { now } }");

        assertThat(post(STACK, body, "Content-Type", "application/json").statusCode())
                .isEqualTo(413);
        assertThat(List.of(many, deep, wide)).allMatch(reply -> reply.statusCode() == 400);
    }

    /** A fragment that stands for ten of another. */
    private static String spread(String name, String other) {
        return " fragment " + name + " on Query { " + ("..." + other + " ").repeat(10) + "}";
    }

    @Test
    void introspection_allowedOrNot_isAsTheSettingSays() {
        var usual = ask("*/*", IntrospectionQuery.INTROSPECTION_QUERY);

        assertThat(tree(usual.body()).at("/data/__schema/types").size()).isGreaterThan(5);
        try (var stack = EmbeddedStack.start(Map.of("GRAPHQL_INTROSPECTION", "false"))) {
            var refused =
                    post(stack, query(IntrospectionQuery.INTROSPECTION_QUERY), "Content-Type", "application/json");
            assertThat(refused.body()).contains("errors").doesNotContain("\"types\"");
            assertThat(post(stack, query("{ health { status } }"), "Content-Type", "application/json")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void schema_inTheDocs_isTheOneThatIsServed() throws IOException {
        try (var file = getClass().getResourceAsStream("/schema.graphqls")) {
            assertThat(Path.of("docs/emulator-api.md"))
                    .content()
                    .contains("```graphql\n" + new String(file.readAllBytes(), StandardCharsets.UTF_8) + "```\n");
        }
    }

    @Test
    void session_ofAnotherClient_isRefused() {
        try (var stack = EmbeddedStack.start(Map.of("JWT_SECRET", SECRET, "TOKEN_DELAY_SECONDS", "0"))) {
            var jwt = JWT.create()
                    .withSubject("alice")
                    .withExpiresAt(Instant.now().plusSeconds(60))
                    .sign(Algorithm.HMAC256(SECRET));
            var unknown = post(stack, query("{ health { now } }"), "Content-Type", "application/json");

            assertThat(unknown.statusCode()).isEqualTo(401);
            assertThat(tree(unknown.body()).at("/errors/0/extensions/code").asText())
                    .isEqualTo("UNAUTHORIZED");
            assertThat(run(stack, jwt, "alice").at("/data/run/tokens").asInt()).isEqualTo(2);
            assertThat(run(stack, jwt, "bob").at("/errors/0/extensions/status").asInt())
                    .isEqualTo(403);
            assertThat(log.from(Level.INFO)).anyMatch(line -> line.contains("Refused. [status=403, client=sub:alice"));
        }
    }

    private static JsonNode run(EmbeddedStack stack, String jwt, String session) {
        return tree(post(
                        stack,
                        query("mutation { run(session_id: \"" + session + "\", question: \"\", words: 2) { tokens } }"),
                        "Content-Type",
                        "application/json",
                        "Authorization",
                        "Bearer " + jwt)
                .body());
    }

    @Test
    void limits_ofAClient_holdForQuestionsAndAnswers() {
        var stack = EmbeddedStack.start(Map.of("CLIENT_ANSWERS", "1", "SHUTDOWN_GRACE_SECONDS", "0"));
        try {
            var question = query("subscription { tokens(question: \"\", words: 50, delay: 60) { token } }");
            var headers = new String[] {"Content-Type", "application/json", "Accept", EVENTS};
            var first = postLater(stack, question, headers);
            awaitAnswers(stack, 1);

            var second = post(stack, question, headers);

            assertThat(results(second).get(0).at("/errors/0/extensions/status").asInt())
                    .isEqualTo(429);
            assertThat(second.headers().firstValue("Retry-After")).isPresent();
            stack.close();
            // The end of the first one is told.
            var results = results(first.join());
            assertThat(results.get(results.size() - 1)
                            .at("/errors/0/extensions/status")
                            .asInt())
                    .isEqualTo(502);
        } finally {
            stack.close();
        }
    }
}
