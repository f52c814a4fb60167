package dev.llmemulator.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.load.client.Commands;
import dev.llmemulator.standin.ServerLimits;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** WebSockets that are emulated by HTTP: what comes on the response, and commands as requests of their own. */
interface EmulationContract extends Contract {
    String LINES = "/connection/http_stream";
    String EVENTS = "/connection/sse";

    private URI url(ServerLimits limits, String path) {
        return server(limits).apiUrl().resolve(path);
    }

    private ContractClient connect(ServerLimits limits, String path) {
        return ContractClient.connect(url(limits, path), Jwts.connection());
    }

    @ParameterizedTest
    @ValueSource(strings = {LINES, EVENTS})
    default void connect_emulated_tellsWhereCommandsGo(String path) {
        try (var client = ContractClient.open(url(CALM, path))) {
            client.send(Commands.connect(1, Jwts.connection()));
            var connect = client.awaitReply(1).path("connect");
            assertThat(connect.path("session").asText()).hasSize(36);
            assertThat(connect.path("node").asText()).hasSize(36);
            assertThat(connect.path("ping").asInt()).isEqualTo(25);
            assertThat(connect.path("pong").asBoolean()).isTrue();
        }
    }

    /** What a browser asks before it sends JSON to another origin. */
    @ParameterizedTest
    @ValueSource(strings = {LINES, "/emulation"})
    default void preflight_ofAPage_allowsItsOriginAndHeaders(String path) throws Exception {
        var origin = "http://127.0.0.1:3000";
        var reply = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(url(CALM, path))
                                .method("OPTIONS", BodyPublishers.noBody())
                                .header("Origin", origin)
                                .header("Access-Control-Request-Method", "POST")
                                .header("Access-Control-Request-Headers", "content-type")
                                .build(),
                        BodyHandlers.discarding());
        assertThat(reply.statusCode()).isEqualTo(204);
        assertThat(reply.headers().firstValue("Access-Control-Allow-Origin")).contains(origin);
        assertThat(reply.headers().firstValue("Access-Control-Allow-Methods")).contains("POST, OPTIONS");
        assertThat(reply.headers().firstValue("Access-Control-Allow-Headers"))
                .hasValueSatisfying(allowed -> assertThat(allowed).isEqualToIgnoringCase("content-type"));
    }

    @Test
    default void connect_byWebSocket_tellsNoSuchThing() {
        try (var client = open()) {
            client.send(Commands.connect(1, Jwts.connection()));
            var connect = client.awaitReply(1).path("connect");
            assertThat(connect.has("session") || connect.has("node")).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {LINES, EVENTS})
    default void publications_emulated_comeInOrderUntilUnsubscribed(String path) {
        try (var client = connect(CALM, path)) {
            client.subscribe(2, channel());
            publish("{\"text\":\"line\\nline \\u00fc\"}");
            publish("2");
            var both = client.awaitPublications(channel(), 2);
            assertThat(both.at("/0/data/text").asText()).isEqualTo("line\nline \u00fc");
            assertThat(ContractApi.longs(both, "/offset")).containsExactly(1L, 2L);
            client.send(Commands.unsubscribe(3, channel()));
            assertThat(client.awaitReply(3).has("unsubscribe")).isTrue();
            publish("3");
            client.assertNothingPending(4);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {LINES, EVENTS})
    default void commands_inOneRequest_areAnsweredInOrder(String path) {
        try (var client = connect(CALM, path)) {
            client.send(Commands.subscribe(2, channel(), Jwts.subscription(channel())) + "\n"
                    + Commands.unsubscribe(3, channel()));
            assertThat(client.awaitReply(2).has("subscribe")).isTrue();
            assertThat(client.awaitReply(3).has("unsubscribe")).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {LINES, EVENTS})
    default void recover_emulated_replaysWhatWasMissed(String path) {
        String epoch;
        try (var client = connect(CALM, path)) {
            epoch = client.subscribe(2, channel()).path("epoch").asText();
            publish("1");
            client.awaitPublication(channel());
        }
        publish("2");
        publish("3");
        try (var client = connect(CALM, path)) {
            var result = client.recover(2, channel(), epoch, 1);
            assertThat(result.path("recovered").asBoolean()).isTrue();
            assertThat(ContractApi.longs(result.path("publications"), "/data")).isEqualTo(List.of(2L, 3L));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            wrong | {"sub":"user-1"}              | 3500 invalid token
            good  | {"sub":"user-1","exp":NOW-10} | 109
            """)
    default void connect_emulatedWithABadJwt_hasItsOutcome(String signature, String claims, String outcome) {
        for (var path : List.of(LINES, EVENTS)) {
            try (var client = ContractClient.open(url(CALM, path))) {
                client.send(Commands.connect(1, Jwts.sign(signature, claims)));
                assertThat(client.awaitOutcome(1)).isEqualTo(outcome);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"no command", "{}", "{\"id\":1,\"subscribe\":{\"channel\":\"session:a\"}}"})
    default void firstCommand_emulatedThatDoesNotConnect_ends3501(String command) {
        for (var path : List.of(LINES, EVENTS)) {
            try (var client = ContractClient.open(url(CALM, path))) {
                client.send(command);
                assertThat(client.awaitClose()).isEqualTo("3501 bad request");
            }
        }
    }

    @Test
    default void pings_emulated_needPongs() {
        try (var client = connect(HASTY, LINES);
                var silent = connect(HASTY, EVENTS)) {
            for (var i = 0; i < 2; i++) {
                client.awaitPing();
                client.send("{}");
            }
            client.assertNothingPending(2);
            assertThat(silent.awaitClose()).isEqualTo("3012 no pong");
        }
    }

    @Test
    default void server_stops_saysSoToEmulatedOnes() {
        try (var server = start(CALM);
                var lines = ContractClient.connect(server.apiUrl().resolve(LINES), Jwts.connection());
                var events = ContractClient.connect(server.apiUrl().resolve(EVENTS), Jwts.connection())) {
            server.stop().run();
            assertThat(lines.awaitClose(Duration.ofSeconds(20))).isEqualTo("3001 shutdown");
            assertThat(events.awaitClose(Duration.ofSeconds(20))).isEqualTo("3001 shutdown");
        }
    }

    @Test
    default void emulation_thatIsNotOfAClient_hasItsStatus() {
        var api = new ContractApi(server(CALM).apiUrl(), "");
        try (var client = ContractClient.open(url(CALM, LINES))) {
            client.send(Commands.connect(1, Jwts.connection()));
            var node = client.awaitReply(1).at("/connect/node").asText();
            assertThat(api.post("/emulation", ContractApi.emulation("nobody", node, "{}"))
                            .statusCode())
                    .isEqualTo(204);
            assertThat(api.post("/emulation", ContractApi.emulation("nobody", "nowhere", "{}"))
                            .statusCode())
                    .isEqualTo(404);
            assertThat(api.post("/emulation", "{").statusCode()).isEqualTo(400);
            assertThat(api.get("/emulation").statusCode()).isEqualTo(405);
            assertThat(api.get(LINES).statusCode()).isEqualTo(405);
            assertThat(api.get(EVENTS).statusCode()).isEqualTo(400);
        }
    }
}
