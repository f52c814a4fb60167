package dev.llmemulator.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.needs.Needs;
import dev.llmemulator.needs.NodeScript;
import dev.llmemulator.needs.Program;
import dev.llmemulator.standin.ServerLimits;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The official JavaScript client works with the real server and, unmodified, with the stand-in; needs Node.js. */
@Timeout(240)
@Needs({Program.NODE, Program.DOCKER})
class JavaScriptClientIT {
    // Calm, with the time for a refresh that Centrifugo gives by default: on a busy machine the client may be late.
    private static final ServerLimits LIMITS = new ServerLimits(
            Contract.CALM.pingInterval(),
            Contract.CALM.pongTimeout(),
            Contract.CALM.staleCloseDelay(),
            Duration.ofSeconds(25),
            Contract.CALM.queueMaxBytes(),
            Contract.CALM.historySize(),
            Contract.CALM.historyTtl(),
            Contract.CALM.historyMetaTtl(),
            Contract.CALM.recoveryLimit());

    @Test
    void client_onStandIn_streamsRecoversAndRefreshes() throws Exception {
        check(StandInContractTest::startStandIn);
    }

    @Test
    void client_onCentrifugo_streamsRecoversAndRefreshes() throws Exception {
        check(CentrifugoContainer::start);
    }

    private static void check(Function<ServerLimits, ServerUnderTest> start) throws Exception {
        try (var server = start.apply(LIMITS)) {
            var environment = Map.of(
                    "WS_URL",
                    server.webSocketUrl().toString(),
                    "API_URL",
                    server.apiUrl().toString(),
                    "API_KEY",
                    Contract.API_KEY,
                    "TOKEN_SECRET",
                    Contract.TOKEN_HMAC_SECRET);
            assertThat(NodeScript.run("client-check.js", environment))
                    .contains("streamDropAndRecover: ok", "refreshToken: ok", "badToken: ok", "unknownChannel: ok");
        }
    }
}
