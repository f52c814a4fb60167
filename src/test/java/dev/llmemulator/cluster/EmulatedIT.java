package dev.llmemulator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.load.measure.EpochClock;
import dev.llmemulator.load.measure.ServerClock;
import dev.llmemulator.load.protocol.Endpoints;
import dev.llmemulator.load.scenarios.Journey;
import dev.llmemulator.load.scenarios.JourneyContext;
import dev.llmemulator.load.scenarios.JourneyRun;
import dev.llmemulator.load.scenarios.LeaveAndReturn;
import dev.llmemulator.load.scenarios.WatchAnswer;
import dev.llmemulator.load.settings.ServerUrl;
import dev.llmemulator.load.settings.Transport;
import dev.llmemulator.load.settings.Trust;
import dev.llmemulator.load.truth.RowCount;
import dev.llmemulator.needs.Needs;
import dev.llmemulator.needs.Program;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Users without WebSockets, in front of both nodes of Centrifugo. */
@Needs(Program.DOCKER)
@Timeout(300)
@ExtendWith(ClusterExtension.class)
class EmulatedIT {
    private final ComposeCluster cluster;

    EmulatedIT(ComposeCluster cluster) {
        this.cluster = cluster;
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_STREAM", "CENTRIFUGO_SSE"})
    void answers_throughHaproxy_comeWholeFromBothNodes(Transport transport) {
        var node1 = cluster.sessions("centrifugo", "centrifugo1");
        var node2 = cluster.sessions("centrifugo", "centrifugo2");
        var wholeCluster = new Endpoints(
                cluster.url("HTTP_PORT", ""), cluster.webSocketUrl("WS_PORT"), ComposeCluster.TOKEN_SECRET);

        assertAllPassed(
                wholeCluster.by(transport),
                Map.of("clients", "20", "cycles", "2", "length", "50", "delay", "0.01"),
                LeaveAndReturn::new,
                40);

        // Each answer has two streams, and a request for each of two subscriptions.
        assertThat(cluster.sessions("centrifugo", "centrifugo1") - node1).isGreaterThan(40);
        assertThat(cluster.sessions("centrifugo", "centrifugo2") - node2).isGreaterThan(40);
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_STREAM", "CENTRIFUGO_SSE"})
    void answers_whoseCommandsGoToTheOtherNode_comeWhole(Transport transport) {
        var path = transport == Transport.HTTP_STREAM ? "/connection/http_stream" : "/connection/sse";
        var endpoints = Endpoints.of(
                ServerUrl.of(cluster.url("HTTP_PORT", "")),
                ServerUrl.of(cluster.url("CENTRIFUGO1_PORT", path)),
                null,
                ComposeCluster.TOKEN_SECRET,
                Trust.USUAL,
                transport,
                ServerUrl.of(cluster.url("CENTRIFUGO2_PORT", "/emulation")));

        assertAllPassed(endpoints, Map.of("clients", "5", "cycles", "2", "length", "20"), WatchAnswer::new, 10);
    }

    /** Longer than HAProxy waits for the reply to any other request, and than Centrifugo's pings let wait. */
    @ParameterizedTest
    @EnumSource(names = {"HTTP_STREAM", "CENTRIFUGO_SSE"})
    void stream_thatIsSilentForLong_isKept(Transport transport) {
        var endpoints = new Endpoints(
                cluster.url("HTTP_PORT", ""), cluster.webSocketUrl("WS_PORT"), ComposeCluster.TOKEN_SECRET);

        assertAllPassed(
                endpoints.by(transport),
                Map.of("clients", "2", "cycles", "1", "length", "5", "ttft", "40"),
                WatchAnswer::new,
                2);
    }

    private static void assertAllPassed(
            Endpoints endpoints, Map<String, String> given, Function<JourneyContext, Journey> journey, int answers) {
        var settings = new HashMap<String, String>(given);
        settings.put("transport", endpoints.transport().label());
        settings.put("connectTimeout", "20");
        var figures = new JourneyRun(new EpochClock(), () -> ServerClock.OURS, new RowCount())
                .take(
                        settings,
                        () -> endpoints,
                        List.of(context -> journey.apply(context).answers()));
        assertThat(figures.errors()).isEmpty();
        assertThat(figures.anomalies()).isEmpty();
        assertThat(figures.passed()).isEqualTo(answers);
    }
}
