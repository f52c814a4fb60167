package dev.llmemulator.contract;

import dev.llmemulator.standin.ClientLimits;
import dev.llmemulator.standin.HistoryLimits;
import dev.llmemulator.standin.StandIn;
import dev.llmemulator.standin.StandInSettings;
import java.net.URI;

/** The contract on our stand-in. */
class StandInContractTest extends CentrifugoContract {

    @Override
    Target start(TargetSettings settings) {
        ClientLimits defaults = ClientLimits.defaults();
        ClientLimits client = new ClientLimits(
                settings.pingInterval(),
                settings.pongTimeout(),
                settings.staleCloseDelay(),
                settings.expiredCloseDelay(),
                defaults.writeTimeout(),
                settings.queueMaxBytes(),
                defaults.messageMaxBytes());
        HistoryLimits history = new HistoryLimits(
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
