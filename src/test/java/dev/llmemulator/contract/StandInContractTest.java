package dev.llmemulator.contract;

import dev.llmemulator.standin.ServerLimits;
import dev.llmemulator.standin.StandIn;
import dev.llmemulator.standin.StandInSettings;

/** The contract on our stand-in. */
class StandInContractTest extends CentrifugoContract {
    @Override
    public ServerUnderTest start(ServerLimits limits) {
        return startStandIn(limits);
    }

    static ServerUnderTest startStandIn(ServerLimits limits) {
        var settings = StandInSettings.of(Contract.API_KEY, Contract.TOKEN_HMAC_SECRET);
        var server = StandIn.start(settings.withLimits(limits));
        return new ServerUnderTest(server.apiUrl(), server.webSocketUrl(), server::close);
    }
}
