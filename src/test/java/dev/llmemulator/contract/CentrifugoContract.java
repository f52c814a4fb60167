package dev.llmemulator.contract;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * Everything that we rely on of Centrifugo. A subclass says what server it is tried on.
 *
 * <p>Servers are shared by the tests with the same settings; every test uses channels of its own.
 */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class CentrifugoContract
        implements ConnectContract,
                HeartbeatContract,
                SubscribeContract,
                RecoveryContract,
                PublishContract,
                HistoryContract,
                OrderContract,
                MalformedContract {

    private final Map<TargetSettings, Target> targets = new ConcurrentHashMap<>();

    /** Starts a server; it serves when this returns. */
    abstract Target start(TargetSettings settings);

    @Override
    public Target target(TargetSettings settings) {
        return targets.computeIfAbsent(settings, this::start);
    }

    @Override
    public Target ownTarget(TargetSettings settings) {
        return start(settings);
    }

    @AfterAll
    void stopServers() {
        targets.values().forEach(Target::stop);
    }
}
