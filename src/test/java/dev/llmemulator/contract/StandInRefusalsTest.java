package dev.llmemulator.contract;

import static dev.llmemulator.contract.ContractApi.error;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The stand-in refuses clearly what only the real server can do. */
@Timeout(30)
class StandInRefusalsTest {
    @AutoClose
    private static final ServerUnderTest SERVER = StandInContractTest.startStandIn(Contract.CALM);

    private static ContractApi api() {
        return new ContractApi(SERVER.apiUrl(), Contract.API_KEY);
    }

    private static void assertNotAvailable(JsonNode reply) {
        assertThat(error(reply)).isEqualTo(108);
        assertThat(reply.at("/error/message").asText()).isEqualTo("not available");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":2,\"publish\":{\"channel\":\"session:a\",\"data\":{}}}",
                "{\"id\":2,\"presence\":{\"channel\":\"other:a\"}}",
                "{\"id\":2,\"presence_stats\":{\"channel\":\"session:a\"}}",
                "{\"id\":2,\"rpc\":{\"method\":\"x\",\"data\":[1]}}"
            })
    void clientCommand_unsupported_repliesError108AndStays(String command) {
        try (var client = ContractClient.connect(SERVER.webSocketUrl(), Jwts.connection())) {
            client.send(command);
            assertNotAvailable(client.awaitReply(2));
            client.assertNothingPending(3);
        }
    }

    @Test
    void clientSend_unsupported_closes3501() {
        try (var client = ContractClient.connect(SERVER.webSocketUrl(), Jwts.connection())) {
            client.send("{\"send\":{\"data\":{}}}");
            assertThat(client.awaitClose()).startsWith("3501 ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "broadcast",
                "channels",
                "disconnect",
                "history_remove",
                "info",
                "presence",
                "presence_stats",
                "refresh",
                "rpc",
                "subscribe",
                "unsubscribe"
            })
    void apiMethod_unsupported_repliesError108(String method) {
        var answer = api().post("/api/" + method, "{\"channel\":\"session:a\",\"channels\":[],\"data\":{}}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertNotAvailable(ContractApi.parse(answer.body()));
        assertThat(new ContractApi(SERVER.apiUrl(), "wrong")
                        .post("/api/" + method, "{}")
                        .statusCode())
                .isEqualTo(401);
        assertNotAvailable(
                api().batch(false, List.of("{\"" + method + "\":{}}")).path(0));
    }
}
