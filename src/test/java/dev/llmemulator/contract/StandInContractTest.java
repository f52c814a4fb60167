package dev.llmemulator.contract;

import dev.llmemulator.standin.ServerLimits;
import dev.llmemulator.standin.StandIn;
import dev.llmemulator.standin.StandInSettings;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;

/** The contract on our stand-in. */
class StandInContractTest extends CentrifugoContract {
    private static final Map<ServerLimits, ServerUnderTest> SHARED = new ConcurrentHashMap<>();

    @Override
    public ServerUnderTest server(ServerLimits limits) {
        return SHARED.computeIfAbsent(limits, StandInContractTest::start);
    }

    @Override
    public ServerUnderTest ownServer(ServerLimits limits) {
        return start(limits);
    }

    @AfterAll
    static void stopShared() {
        SHARED.values().forEach(ServerUnderTest::stop);
        SHARED.clear();
    }

    /** Starts a stand-in; it serves when this returns. */
    static ServerUnderTest start(ServerLimits limits) {
        var settings = StandInSettings.of(ServerSettings.API_KEY, ServerSettings.TOKEN_HMAC_SECRET);
        return new InProcess(StandIn.start(settings.withLimits(limits)));
    }

    private record InProcess(StandIn server) implements ServerUnderTest {
        @Override
        public URI apiUrl() {
            return server.apiUrl();
        }

        @Override
        public URI webSocketUrl() {
            return server.webSocketUrl();
        }

        @Override
        public void stop() {
            server.close();
        }
    }
}
