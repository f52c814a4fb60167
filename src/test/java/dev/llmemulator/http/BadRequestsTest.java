package dev.llmemulator.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.llmemulator.EmbeddedStack;
import dev.llmemulator.LogTap;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sends bad requests: checks the status and the fields that the problem names, and that the server still serves. */
class BadRequestsTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @AutoClose
    private static final EmbeddedStack STACK =
            EmbeddedStack.start(Map.of("TOKEN_DELAY_SECONDS", "0", "RESPONSE_LENGTH_WORDS", "3"));

    private final LogTap log = new LogTap();

    /** Nothing that a client sends is worth a warning, let alone a stack trace. */
    @AfterEach
    void stillServesAndLoggedNothing() throws Exception {
        log.close();
        assertThat(log.from(Level.WARN)).isEmpty();
        assertThat(post("{\"session_id\":\"good\",\"question\":\"\"}").statusCode())
                .isEqualTo(200);
    }

    /** What is sent | the fields that the problem names, none if the body as a whole is at fault. */
    static Stream<String> bodies() {
        return """
                                                                                         |
                null                                                                     |
                true                                                                     |
                42                                                                       |
                "text"                                                                   |
                []                                                                       |
                [{"session_id":"a","question":"b"}]                                      |
                {                                                                        |
                {"session_id":"a","question":"b"                                         |
                {"session_id":"a","question":"b"}}                                       |
                {"session_id":"a","question":"b"} {}                                     |
                {'session_id':'a','question':'b'}                                        |
                {session_id:"a",question:"b"}                                            |
                {"session_id":"a","question":"b",}                                       |
                {"session_id":"a","session_id":"b","question":"c"}                       |
                {"session_id":"a","question":"b","delay":NaN}                            |
                {"session_id":"a","question":"b","delay":.5}                             |
                {"session_id":"a","question":"b","words":007}                            |
                session_id=a&question=b                                                  |
                <session_id>a</session_id>                                               |
                {}                                                                       | session_id question
                {"question":"b"}                                                         | session_id
                {"session_id":"a"}                                                       | question
                {"session_id":null,"question":"b"}                                       | session_id
                {"session_id":"","question":"b"}                                         | session_id
                {"session_id":1,"question":"b"}                                          | session_id
                {"session_id":["a"],"question":"b"}                                      | session_id
                {"session_id":"a b","question":"b"}                                      | session_id
                {"session_id":"a:b","question":"b"}                                      | session_id
                {"session_id":"a/../b","question":"b"}                                   | session_id
                {"session_id":"\u00e4","question":"b"}                                   | session_id
                {"session_id":"a\\n","question":"b"}                                     | session_id
                {"session_id":"LONG_ID","question":"b"}                                  | session_id
                {"session_id":"a","question":"b","answer":""}                            | answer
                {"session_id":"a","question":"b","answer":null}                          | answer
                {"session_id":"a","question":"b","answer":7}                             | answer
                {"session_id":"a","question":"b","answer":"a b"}                         | answer
                {"session_id":"a","question":"b","answer":"LONG_ID"}                     | answer
                {"session_id":"a","question":null}                                       | question
                {"session_id":"a","question":7}                                          | question
                {"session_id":"a","question":"b","words":0}                              | words
                {"session_id":"a","question":"b","words":-1}                             | words
                {"session_id":"a","question":"b","words":100001}                         | words
                {"session_id":"a","question":"b","words":1.5}                            | words
                {"session_id":"a","question":"b","words":"10"}                           | words
                {"session_id":"a","question":"b","words":true}                           | words
                {"session_id":"a","question":"b","words":99999999999999999999}           | words
                {"session_id":"a","question":"b","delay":-0.001}                         | delay
                {"session_id":"a","question":"b","delay":60.001}                         | delay
                {"session_id":"a","question":"b","delay":1e400}                          | delay
                {"session_id":"a","question":"b","delay":"0.1"}                          | delay
                {"session_id":"a","question":"b","ttft":1e2147483647}                    | ttft
                {"session_id":"a","question":"b","ttft":1e2147483648}                    |
                {"session_id":"a","question":"b","ttft":1e-2147483648}                   |
                {"session_id":"a","question":"b","ttft":1e99999999999}                   |
                {"session_id":"a","question":"b","seed":1e99999999999}                   |
                {"session_id":"a","question":"b","ttft":600.5}                           | ttft
                {"session_id":"a","question":"b","ttft":{}}                              | ttft
                {"session_id":"a","question":"b","seed":1.5}                             | seed
                {"session_id":"a","question":"b","seed":9223372036854775808}             | seed
                {"session_id":"a","question":"b","model":"oracle"}                       | model
                {"session_id":"a","question":"b","model":{}}                             | model
                {"session_id":"a","question":"b","model":null}                           | model
                {"session_id":"a","question":"b","model":"chat","words":33334}           | words
                {"session_id":"a","question":"b","sed":1}                                | sed
                {"session_id":"","words":0,"delay":-1,"ttft":-1,"seed":"x","y":1}        | session_id question words delay ttft seed y
                {"a":DEEP}                                                               |
                {"session_id":"a","question":"b","delay":DIGITS}                         |
                """.lines().map(row -> row.replace("LONG_ID", "a".repeat(129))
                .replace("DEEP", "[".repeat(20_000) + "]".repeat(20_000))
                .replace("DIGITS", "9".repeat(5_000)));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void run_badBody_is400AndNamesEveryField(String row) throws Exception {
        var bar = row.lastIndexOf('|');
        var fields = row.substring(bar + 1).strip();

        var reply = post(row.substring(0, bar).strip());

        var problem = assertProblem(reply, 400);
        assertThat(reply.body()).as("without the names of classes").doesNotContain("`");
        var named = problem.path("errors").findValuesAsText("field");
        assertThat(named).containsExactlyInAnyOrder(fields.isEmpty() ? new String[0] : fields.split(" "));
    }

    @Test
    void run_unknownModel_namesThoseThereAre() throws Exception {
        var body = "{\"session_id\":\"a\",\"question\":\"b\",\"model\":\"oracle\"}";

        var problem = assertProblem(post(body), 400);

        assertThat(problem.at("/errors/0/detail").asText())
                .isEqualTo("must be one of constant, chat, fast, brief, reasoning, writer");
    }

    @Test
    void run_thousandsOfUnknownFields_namesAFewAndCountsTheRest() throws Exception {
        var fields = IntStream.range(0, 8_000)
                .mapToObj(i -> "\"%s\":1".formatted(Integer.toString(i, 36)))
                .collect(Collectors.joining(",", "{\"session_id\":\"a\",\"question\":\"b\",", "}"));

        var reply = post(fields);

        var problem = assertProblem(reply, 400);
        assertThat(problem.path("errors").findValuesAsText("field"))
                .hasSize(10)
                .first()
                .isEqualTo("0");
        assertThat(problem.get("detail").asText())
                .startsWith("8000 fields are not usable")
                .contains("7990 more");
        assertThat(reply.body().length()).isLessThan(1_000);
    }

    /** What a client sends comes back cut, and on one line. */
    @ParameterizedTest
    @ValueSource(strings = {"{\"a\\r\\nNAME\":1}", "TEXT", "{\"session_id\":TEXT}", "[\"TEXT"})
    void run_longNameOrText_isCutInTheReply(String body) throws Exception {
        var reply = post(body.replaceAll("NAME|TEXT", "x".repeat(40_000)));

        assertProblem(reply, 400);
        assertThat(reply.body().length()).isLessThan(1_000);
        assertThat(reply.body()).doesNotContain("\\r", "\\n");
    }

    @ParameterizedTest
    @CsvSource({"GET /LONG, 404", "LONG /api/run, 405"})
    void anyRoute_longPathOrMethod_isCutInTheReply(String line, int status) throws Exception {
        assertThat(raw(line.replace("LONG", "x".repeat(5_000)) + " HTTP/1.1\r\nHost: a\r\n\r\n"))
                .startsWith("HTTP/1.1 " + status)
                .hasSizeLessThan(1_000);
    }

    @Test
    void run_bodyInChunks_mayHaveTheSameSize() throws Exception {
        var head =
                "POST /api/run HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nConnection: close\r\n%s\r\n\r\n"
                        .formatted("Transfer-Encoding: chunked");
        var start = "{\"session_id\":\"a\",\"question\":\"";
        var atTheLimit = start + "x".repeat(64 * 1024 - start.length() - 2) + "\"}";

        assertThat(raw(head + "10000\r\n" + atTheLimit + "\r\n0\r\n\r\n", false))
                .startsWith("HTTP/1.1 200");
        assertThat(raw(head + "10001\r\n" + atTheLimit + " \r\n0\r\n\r\n", false))
                .startsWith("HTTP/1.1 413");
        assertThat(raw(head + "xyz\r\n", false)).startsWith("HTTP/1.1 400");
    }

    @Test
    void run_bodyThatIsNotUtf8_is400() throws Exception {
        assertProblem(post("application/json", new byte[] {'{', '"', (byte) 0xC3, '"', ':', '1', '}'}), 400);
    }

    @Test
    void run_bodyAboveTheLimit_is413() throws Exception {
        var body = "{\"session_id\":\"a\",\"question\":\"" + "x".repeat(64 * 1024) + "\"}";

        assertProblem(post(body), 413);
    }

    @Test
    void run_bodyAtTheLimit_isTaken() throws Exception {
        var start = "{\"session_id\":\"a\",\"question\":\"";
        var body = start + "x".repeat(64 * 1024 - start.length() - 2) + "\"}";

        assertThat(post(body).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"text/plain", "application/x-www-form-urlencoded", "application/xml", "application/jsonx", "json"})
    void run_otherMediaType_is415(String mediaType) throws Exception {
        assertProblem(post(mediaType, "{}".getBytes(StandardCharsets.UTF_8)), 415);
    }

    @ParameterizedTest
    @CsvSource({
        "charset=utf-8, 200",
        "charset=UTF8, 200",
        "'charset=\"utf-8\"', 200",
        "charset=us-ascii, 200",
        "a=b, 200",
        "charset=bogus, 415",
        "charset=iso-8859-1, 415",
        "'charset=\"', 415",
        "charset=x%00y, 415"
    })
    void run_jsonWithParameter_isTakenUnlessItIsAnotherCharset(String parameter, int status) throws Exception {
        var body = "{\"session_id\":\"a\",\"question\":\"\"}".getBytes(StandardCharsets.UTF_8);

        assertThat(post("Application/JSON; " + parameter, body).statusCode()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/run, 405, POST",
        "PUT, /api/run, 405, POST",
        "DELETE, /api/run, 405, POST",
        "POST, /api/run/a, 405, DELETE",
        "PATCH, /api/run, 405, POST",
        "POST, /health, 405, 'GET, HEAD'",
        "POST, /, 405, GET",
        "POST, /api, 404, ",
        "GET, /api/../etc/passwd, 404, "
    })
    void anyRoute_wrongMethodOrPath_isAProblem(String method, String path, int status, String allow) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(STACK.httpUrl() + path))
                .method(method, BodyPublishers.noBody())
                .build();

        var reply = CLIENT.send(request, BodyHandlers.ofString());

        assertProblem(reply, status);
        if (allow != null) {
            assertThat(reply.headers().firstValue("Allow")).contains(allow);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GARBAGE, 400",
        "POST /api/run HTTP/9.9, 505",
        "'POST /api/run HTTP/1.1\r\nHost: a\r\nContent-Length: -5', 400",
        "'POST /api/run HTTP/1.1\r\nHost: a\r\nContent-Length: x', 400",
        "'POST /api/run HTTP/1.1\r\nContent-Length: 2', 400",
        "'POST /api/run HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3', 400",
        "'GET /%zz HTTP/1.1\r\nHost: a', 400",
        "'GET /health HTTP/1.1\r\nHost: a\r\nX-Large: LARGE', 431"
    })
    void connection_brokenHttp_isAnsweredWithAProblem(String head, int status) throws Exception {
        var reply = raw(head.replace("LARGE", "x".repeat(20_000)) + "\r\n\r\n");

        assertThat(reply).startsWith("HTTP/1.1 " + status).contains("application/problem+json");
        assertThat(JSON.readTree(reply.substring(reply.indexOf("\r\n\r\n")))
                        .get("status")
                        .asInt())
                .isEqualTo(status);
    }

    @Test
    void connection_closedInTheMiddleOfABody_isLeftBehind() throws Exception {
        try (var socket =
                new Socket(InetAddress.getLoopbackAddress(), STACK.httpUrl().getPort())) {
            var head = "POST /api/run HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 500\r\n\r\n{";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static String raw(String text) throws IOException {
        return raw(text, true);
    }

    private static String raw(String text, boolean nothingFollows) throws IOException {
        try (var socket =
                new Socket(InetAddress.getLoopbackAddress(), STACK.httpUrl().getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            if (nothingFollows) {
                socket.shutdownOutput();
            }
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static HttpResponse<String> post(String json) throws Exception {
        return post("application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    private static HttpResponse<String> post(String mediaType, byte[] body) throws Exception {
        var request = HttpRequest.newBuilder(STACK.httpUrl().resolve("/api/run"))
                .header("Content-Type", mediaType)
                .timeout(Duration.ofSeconds(10))
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        return CLIENT.send(request, BodyHandlers.ofString());
    }

    private static JsonNode assertProblem(HttpResponse<String> reply, int status) throws IOException {
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(status);
        assertThat(reply.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        var problem = JSON.readTree(reply.body());
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        assertThat(problem.get("title").asText()).isNotBlank();
        assertThat(problem.get("detail").asText()).isNotBlank();
        return problem;
    }
}
