package dev.llmemulator.contract;

import dev.llmemulator.standin.ClientLimits;
import dev.llmemulator.standin.HistoryLimits;
import dev.llmemulator.standin.StandIn;
import dev.llmemulator.standin.StandInSettings;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;

/** The contract on our stand-in. */
class StandInContractTest extends CentrifugoContract {
    private static final Map<TargetSettings, Target> SHARED = new ConcurrentHashMap<>();

    @Override
    public Target target(TargetSettings settings) {
        return SHARED.computeIfAbsent(settings, StandInContractTest::start);
    }

    @Override
    public Target ownTarget(TargetSettings settings) {
        return start(settings);
    }

    @AfterAll
    static void stopShared() {
        SHARED.values().forEach(Target::stop);
        SHARED.clear();
    }

    /** Starts a stand-in; it serves when this returns. */
    static Target start(TargetSettings settings) {
        ClientLimits defaults = ClientLimits.defaults();
        var client = new ClientLimits(
                settings.pingInterval(),
                settings.pongTimeout(),
                settings.staleCloseDelay(),
                settings.expiredCloseDelay(),
                defaults.writeTimeout(),
                settings.queueMaxBytes(),
                defaults.messageMaxBytes());
        var history = new HistoryLimits(
                settings.historySize(), settings.historyTtl(), settings.historyMetaTtl(), settings.recoveryLimit());
        return new InProcess(StandIn.start(StandInSettings.of(TargetSettings.API_KEY, TargetSettings.TOKEN_HMAC_SECRET)
                .withClient(client)
                .withHistory(history)));
    }

    private record InProcess(StandIn server) implements Target {
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
