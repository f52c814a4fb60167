package dev.llmemulator.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.Capability;
import dev.llmemulator.AnswerReader;
import dev.llmemulator.Emulator;
import dev.llmemulator.RunClient;
import dev.llmemulator.Waiting;
import dev.llmemulator.http.DemoPageIT;
import dev.llmemulator.load.client.UserJwts;
import dev.llmemulator.needs.Needs;
import dev.llmemulator.needs.NodeScript;
import dev.llmemulator.needs.Program;
import dev.llmemulator.settings.EmulatorSettings;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers through the whole cluster, and who is kept out of it. */
@Needs(Program.DOCKER)
@Timeout(300)
@ExtendWith(ClusterExtension.class)
class EndToEndIT {
    private static final UserJwts JWTS = new UserJwts(ComposeCluster.TOKEN_SECRET);

    private final ComposeCluster cluster;

    EndToEndIT(ComposeCluster cluster) {
        this.cluster = cluster;
    }

    @Test
    void answers_fiftyAtOnce_areCompleteAndSpreadOverAllInstances() throws Exception {
        var emulator1 = cluster.sessions("emulators", "emulator1");
        var emulator2 = cluster.sessions("emulators", "emulator2");
        var node1 = cluster.sessions("centrifugo", "centrifugo1");
        var node2 = cluster.sessions("centrifugo", "centrifugo2");

        try (var answers = cluster.begin(50, ",\"words\":100,\"delay\":0.01")) {
            answers.assertAllComplete();
        }

        assertThat(cluster.sessions("emulators", "emulator1") - emulator1).isEqualTo(25);
        assertThat(cluster.sessions("emulators", "emulator2") - emulator2).isEqualTo(25);
        assertThat(cluster.sessions("centrifugo", "centrifugo1") - node1).isBetween(15L, 35L);
        assertThat(cluster.sessions("centrifugo", "centrifugo2") - node2).isBetween(15L, 35L);
    }

    /** The start of a body is larger than HAProxy's buffer would be by default. */
    @Test
    void bodies_sentSlowlyByMany_endAtTheLoadBalancer() throws Exception {
        var seen = cluster.sessions("emulators", "emulator1") + cluster.sessions("emulators", "emulator2");
        var start =
                "POST /api/run HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n"
                        + " ".repeat(40_000);
        var sockets = new ArrayList<Socket>();
        try {
            for (var i = 0; i < 400; i++) {
                var socket = new Socket(
                        InetAddress.getLoopbackAddress(),
                        cluster.url("HTTP_PORT", "").getPort());
                sockets.add(socket);
                socket.setSoTimeout(30_000);
                socket.getOutputStream().write(start.getBytes(StandardCharsets.US_ASCII));
            }

            assertThat(cluster.client()
                            .ask(UUID.randomUUID().toString(), ",\"words\":3")
                            .status())
                    .isEqualTo(200);

            for (var socket : sockets) {
                assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                        .startsWith("HTTP/1.1 408");
            }
            assertThat(cluster.sessions("emulators", "emulator1") + cluster.sessions("emulators", "emulator2"))
                    .isEqualTo(seen + 1);
        } finally {
            for (var socket : sockets) {
                socket.close();
            }
        }
    }

    /** What HAProxy holds back to see a whole request is less than the largest body of OpenAI's API. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /api/run             | 65536   | {"session_id":"SESSION","question":"PAD","words":1}
            /graphql             | 65536   | {"query":"{health{status}}","extensions":{"a":"PAD"}}
            /v1/chat/completions | 1048576 | {"model":"m","messages":[{"role":"user","content":"[[words=1]]PAD"}]}
            """)
    void body_asLargeAsTheEmulatorTakes_passesTheLoadBalancer(String path, int most, String body) throws Exception {
        var named = body.replace("SESSION", UUID.randomUUID().toString());
        var pad = "x".repeat(most - named.length() + "PAD".length());
        assertThat(post(path, named.replace("PAD", pad))).isEqualTo(200);
        assertThat(post(path, named.replace("PAD", pad + "x"))).isEqualTo(413);
    }

    private int post(String path, String body) throws Exception {
        var request = HttpRequest.newBuilder(cluster.url("HTTP_PORT", path))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
        return HttpClient.newHttpClient()
                .send(request.build(), BodyHandlers.ofString())
                .statusCode();
    }

    @Test
    void answers_oneAfterTheOther_needNoAffinity() {
        var session = UUID.randomUUID().toString();
        try (var reader = cluster.reader(session)) {
            for (var i = 1; i <= 6; i++) {
                var reply = cluster.client().ask(session, ",\"words\":4,\"delay\":0.005");
                assertThat(reply.status()).isEqualTo(200);
                var expected = 4 * i;
                Waiting.until(
                        "the tokens of answer " + i,
                        Duration.ofMinutes(1),
                        () -> reader.tokens().size() == expected);
                var text = reply.text("response");
                assertThat(reader.text()).endsWith(text);
            }
        }
    }

    /** The load balancer knows nothing of sessions, and each instance only of its own answers. */
    @Test
    void cancel_answersOfBothInstances_endsEach() {
        var client = cluster.client();
        for (var i = 0; i < 4; i++) {
            var session = UUID.randomUUID().toString();
            try (var reader = cluster.reader(session)) {
                var stopped = client.run(session, ",\"words\":2000,\"delay\":0.02");
                Waiting.until("the first token", () -> !reader.tokens().isEmpty());

                assertThat(client.cancel(session).status()).isEqualTo(204);

                assertThat(stopped.join().status()).isEqualTo(409);
                assertThat(reader.awaitMarker().tokens())
                        .isEqualTo(stopped.join().number("tokens"));
                assertThat(client.cancel(session).status()).isEqualTo(404);
            }
        }
    }

    @Test
    void reader_thatLosesItsConnection_recoversEverythingAtAnyNode() {
        try (var answers = cluster.begin(10, ",\"words\":100,\"delay\":0.02")) {
            answers.readers().forEach(AnswerReader::loseConnection);

            answers.assertAllComplete();
            assertThat(answers.readers()).allSatisfy(reader -> {
                assertThat(reader.connections()).isEqualTo(2);
                assertThat(reader.wasToldOfLoss()).isFalse();
            });
        }
    }

    @Test
    @Needs(Program.NODE)
    void javaScriptClient_thatLosesItsConnection_readsAWholeAnswer() throws Exception {
        var environment = Map.of(
                "WS_URL", cluster.webSocketUrl("WS_PORT").toString(),
                "HTTP_URL", cluster.url("HTTP_PORT", "").toString(),
                "TOKEN_SECRET", ComposeCluster.TOKEN_SECRET);

        assertThat(NodeScript.run("answer-check.js", environment)).contains("100 tokens, 1 recovery: ok");
    }

    @Test
    @Needs({Program.NODE, Program.CHROMIUM})
    void demoPage_thatLosesItsConnection_losesNoToken() throws Exception {
        DemoPageIT.check(cluster.url("HTTP_PORT", "/"));
    }

    @ParameterizedTest
    @CsvSource({"CENTRIFUGO1_PORT, CENTRIFUGO2_PORT", "CENTRIFUGO2_PORT, CENTRIFUGO1_PORT"})
    void token_publishedAtOneNode_isReadAtTheOther(String publishPort, String readPort) throws Exception {
        var session = UUID.randomUUID().toString();
        try (var reader = cluster.readerAt(readPort, session)) {
            var body = "{\"channel\":\"session:%s\",\"data\":{\"type\":\"token\",\"index\":0,\"token\":\"a\"}}";
            var request = HttpRequest.newBuilder(cluster.url(publishPort, "/api/publish"))
                    .header("X-API-Key", ComposeCluster.API_KEY)
                    .POST(BodyPublishers.ofString(body.formatted(session)))
                    .build();
            assertThat(HttpClient.newHttpClient()
                            .send(request, BodyHandlers.ofString())
                            .body())
                    .contains("\"offset\":1");

            Waiting.until(
                    "the token", Duration.ofMinutes(1), () -> reader.text().equals("a"));
        }
    }

    @Test
    void emulator_withWrongApiKey_replies502WithoutAToken() {
        var settings = EmulatorSettings.from(Map.of(
                "PORT", "0",
                "CENTRIFUGO_API_URLS", cluster.url("CENTRIFUGO1_PORT", "").toString(),
                "CENTRIFUGO_HTTP_API_KEY", "wrong"));
        try (var emulator = Emulator.start(settings)) {
            var reply = new RunClient(emulator.url()).ask("refused", "");

            assertThat(reply.status()).isEqualTo(502);
            assertThat(reply.number("tokens")).isZero();
            assertThat(reply.text("detail")).contains("401");
        }
    }

    @Test
    void reader_withJwtOfAnotherSecret_isClosedWith3500() {
        assertThat(refusal(
                        new UserJwts("another-secret-of-thirty-two-bytes").forConnection("reader"),
                        JWTS.forSubscription("reader", "session:a"),
                        "session:a"))
                .isEqualTo("3500 invalid token");
    }

    @Test
    void reader_ofAnotherOnesChannel_isRefused() {
        var connection = JWTS.forConnection("mallory");

        assertThat(refusal(connection, "", "session:a")).isEqualTo("103 permission denied");
        assertThat(refusal(connection, JWTS.forSubscription("alice", "session:a"), "session:a"))
                .isEqualTo("3500 invalid token");
        assertThat(refusal(connection, JWTS.forSubscription("mallory", "session:b"), "session:a"))
                .isEqualTo("3500 invalid token");
    }

    /** By bare HTTP, because a client of the JDK sets no Origin. */
    @ParameterizedTest
    @CsvSource({ComposeCluster.ORIGIN + ", 101", "http://127.0.0.1:9, 101", "http://localhost:9, 403"})
    void webSocket_fromAnOrigin_isOpenedIfItIsAllowed(String origin, int status) throws Exception {
        var url = cluster.webSocketUrl("WS_PORT");
        try (var socket = new Socket(url.getHost(), url.getPort())) {
            var request = """
                    GET %s HTTP/1.1
                    Host: any
                    Connection: Upgrade
                    Upgrade: websocket
                    Origin: %s
                    Sec-WebSocket-Version: 13
                    Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==

                    """.formatted(url.getPath(), origin).replace("\n", "\r\n");
            socket.getOutputStream().write(request.getBytes(UTF_8));
            var reply = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
            assertThat(reply.readLine()).startsWith("HTTP/1.1 " + status);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "STATS_PORT, /stats, 200, Statistics Report",
        "STATS_PORT, /metrics, 200, haproxy_server_status",
        "STATS_PORT, /health, 200, ''",
        "CENTRIFUGO1_PORT, /, 200, Centrifugo",
        "CENTRIFUGO2_PORT, /, 200, Centrifugo",
        "CENTRIFUGO1_PORT, /metrics, 200, centrifugo_",
        "HTTP_PORT, /health, 200, '\"status\":\"ok\"'",
        "EMULATOR1_PORT, /health, 200, '\"status\":\"ok\"'",
        "EMULATOR2_PORT, /health, 200, '\"status\":\"ok\"'",
        "HTTP_PORT, /api/run, 405, problem",
        "HTTP_PORT, /v1/models, 200, '\"object\":\"list\"'",
        "WS_PORT, /, 404, ''",
        "WS_PORT, /metrics, 404, ''",
        "WS_PORT, /api/info, 404, ''"
    })
    void endpoint_ofTheReadme_answersAsItSays(String port, String path, int status, String content) throws Exception {
        var reply = cluster.get(cluster.url(port, path));

        assertThat(reply.statusCode()).isEqualTo(status);
        assertThat(reply.headers().firstValue("Content-Type").orElse("") + reply.body())
                .contains(content);
    }

    @ParameterizedTest
    @CsvSource({
        "redis, back",
        "centrifugo1, back front",
        "centrifugo2, back front",
        "emulator1, front",
        "emulator2, front",
        "haproxy, front"
    })
    void container_ofAnyService_mayDoOnlyWhatItMust(String service, String networks) {
        var container = cluster.inspect(service);
        var host = container.getHostConfig();

        assertThat(host.getReadonlyRootfs()).isTrue();
        assertThat(host.getCapDrop()).containsExactly(Capability.ALL);
        assertThat(host.getCapAdd()).isNullOrEmpty();
        assertThat(host.getSecurityOpts()).containsExactly("no-new-privileges:true");
        assertThat(host.getMemory()).isPositive();
        assertThat(host.getPidsLimit()).isPositive();
        assertThat(container.getConfig().getUser()).isNotBlank().isNotEqualTo("root");
        assertThat(container.getNetworkSettings().getNetworks().keySet().stream()
                        .map(name -> name.replaceFirst(".*_", ""))
                        .sorted())
                .containsExactly(networks.split(" ", -1));
        assertThat(String.join(" ", container.getArgs())).doesNotContain("cluster-test-");
    }

    private String refusal(String connectionJwt, String subscriptionJwt, String channel) {
        try (var reader =
                AnswerReader.withJwts(cluster.webSocketUrl("WS_PORT"), channel, connectionJwt, subscriptionJwt)) {
            return reader.awaitRefusal();
        }
    }
}
