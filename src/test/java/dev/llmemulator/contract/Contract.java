package dev.llmemulator.contract;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmemulator.standin.ServerLimits;
import java.time.Duration;

/** What the tests of the contract are written against. */
interface Contract {
    String API_KEY = "contract-api-key";
    String TOKEN_HMAC_SECRET = "contract-token-secret-of-32-bytes";

    /** Limits under which nothing happens but what a test does. */
    ServerLimits CALM = new ServerLimits(
            Duration.ofSeconds(25),
            Duration.ofSeconds(8),
            Duration.ofSeconds(10),
            Duration.ofSeconds(1),
            1_048_576,
            200,
            Duration.ofMinutes(1),
            Duration.ofMinutes(2),
            150);

    /** Limits under which whatever happens after some time happens within seconds. */
    ServerLimits HASTY = new ServerLimits(
            Duration.ofSeconds(2),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            1_048_576,
            5,
            Duration.ofSeconds(1),
            Duration.ofMinutes(2),
            150);

    /** Starts a new server, which the caller stops. */
    ServerUnderTest start(ServerLimits limits);

    /** A server with the given limits, which other tests may use as well. */
    ServerUnderTest server(ServerLimits limits);

    /** This test's client, connected to the calm server by the first call. */
    ContractClient client();

    /** A channel that no other test knows. */
    String channel();

    /** Opens a WebSocket to the calm server and says nothing yet. */
    default ContractClient open() {
        return ContractClient.open(server(CALM).webSocketUrl());
    }

    default ContractClient connect(String jwt) {
        return ContractClient.connect(server(CALM).webSocketUrl(), jwt);
    }

    default ContractClient connectToHasty() {
        return ContractClient.connect(server(HASTY).webSocketUrl(), Jwts.connection());
    }

    default ContractApi api() {
        return api(server(CALM));
    }

    default ContractApi api(ServerUnderTest server) {
        return new ContractApi(server.apiUrl(), API_KEY);
    }

    /** Publishes to this test's channel and returns the reply. */
    default JsonNode publish(String data) {
        return api().publish(channel(), data, "");
    }

    /** The offset of the next publication that this test's client gets. */
    default long nextOffset() {
        return client().awaitPublication(channel()).path("offset").asLong();
    }
}
