package dev.llmemulator.contract;

import dev.llmemulator.standin.ServerLimits;
import java.util.UUID;

/** What the tests of the contract are written against. */
interface Contract {
    /** A server with the given limits, which other tests may use as well. */
    ServerUnderTest server(ServerLimits limits);

    /** A new server with the given limits, which the test stops. */
    ServerUnderTest ownServer(ServerLimits limits);

    default ServerUnderTest calm() {
        return server(ServerSettings.CALM);
    }

    default ServerUnderTest hasty() {
        return server(ServerSettings.HASTY);
    }

    /** Opens a WebSocket to the calm server and says nothing yet. */
    default ContractClient open() {
        return ContractClient.open(calm().webSocketUrl());
    }

    /** Connects a client to the calm server. */
    default ContractClient connect() {
        return ContractClient.connect(calm().webSocketUrl());
    }

    default ContractClient connect(String jwt) {
        return ContractClient.connect(calm().webSocketUrl(), jwt);
    }

    default ContractClient connectToHasty() {
        return ContractClient.connect(hasty().webSocketUrl());
    }

    default ContractApi api() {
        return api(calm());
    }

    default ContractApi api(ServerUnderTest server) {
        return new ContractApi(server.apiUrl(), ServerSettings.API_KEY);
    }

    /** A channel that no other test knows. */
    static String newChannel() {
        return "session:" + UUID.randomUUID();
    }
}
