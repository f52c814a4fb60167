package dev.llmemulator.contract;

import dev.llmemulator.standin.ServerLimits;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/**
 * Everything of Centrifugo that we rely on. A subclass says which server to check.
 *
 * <p>Tests with the same limits share a server; each test uses its own channels.
 */
@Timeout(60)
abstract class CentrifugoContract
        implements ConnectContract,
                SubscribeContract,
                RecoveryContract,
                PublishContract,
                HistoryContract,
                OrderContract,
                MalformedContract,
                EmulationContract {
    private static final Map<ServerLimits, ServerUnderTest> SHARED = new ConcurrentHashMap<>();

    private final String channel = "session:" + UUID.randomUUID();
    private @Nullable ContractClient client;

    @Override
    public ServerUnderTest server(ServerLimits limits) {
        return SHARED.computeIfAbsent(limits, this::start);
    }

    @Override
    public ContractClient client() {
        if (client == null) {
            client = connect(Jwts.connection());
        }
        return client;
    }

    @Override
    public String channel() {
        return channel;
    }

    @AfterEach
    void closeClient() {
        if (client != null) {
            client.close();
        }
    }

    @AfterAll
    static void stopShared() {
        SHARED.values().forEach(ServerUnderTest::close);
        SHARED.clear();
    }
}
