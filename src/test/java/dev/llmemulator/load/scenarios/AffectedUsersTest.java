package dev.llmemulator.load.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.Emulator;
import dev.llmemulator.load.measure.Ending;
import dev.llmemulator.load.measure.EpochClock;
import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.measure.Rows;
import dev.llmemulator.load.measure.ServerClock;
import dev.llmemulator.load.measure.UserGroup;
import dev.llmemulator.load.protocol.AnswerInProgress;
import dev.llmemulator.load.protocol.Endpoints;
import dev.llmemulator.load.protocol.Socket;
import dev.llmemulator.load.protocol.TokenLife;
import dev.llmemulator.load.settings.Renewal;
import dev.llmemulator.settings.EmulatorSettings;
import dev.llmemulator.standin.ServerLimits;
import dev.llmemulator.standin.StandIn;
import dev.llmemulator.standin.StandInSettings;
import io.gatling.javaapi.core.ChainBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Users who read slowly, and users whose tokens expire, with a server that soon does something about it. */
@Timeout(90)
class AffectedUsersTest {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final ServerLimits USUAL = ServerLimits.defaults();

    private static StandIn standIn;
    private static Emulator emulator;

    private final JourneyRun run = new JourneyRun(new EpochClock(), () -> ServerClock.OURS, Rows.NONE);

    @BeforeAll
    static void start() {
        var hasty = new ServerLimits(
                Duration.ofSeconds(2),
                Duration.ofSeconds(1),
                USUAL.staleCloseDelay(),
                Duration.ofSeconds(1),
                USUAL.queueMaxBytes(),
                USUAL.historySize(),
                USUAL.historyTtl(),
                USUAL.historyMetaTtl(),
                USUAL.recoveryLimit());
        standIn = StandIn.start(StandInSettings.of("api-key", SECRET).withLimits(hasty));
        emulator = Emulator.start(EmulatorSettings.from(Map.of(
                "PORT", "0",
                "CENTRIFUGO_API_URLS", standIn.apiUrl().toString(),
                "CENTRIFUGO_HTTP_API_KEY", "api-key",
                "MAX_LAG_SECONDS", "60")));
    }

    @AfterAll
    static void stop() {
        emulator.close();
        standIn.close();
    }

    @Test
    void slowReadersAndExpiredTokens_endConnections_butLoseNothing() {
        var stopped = new UserGroup();
        var slow = new UserGroup();
        var renewed = new UserGroup();
        var expired = new UserGroup();
        var begun = CompletableFuture.<Void>completedFuture(null);
        var figures = run.take(
                Map.of("clients", "2", "cycles", "1", "length", "100", "delay", "0.05"),
                AffectedUsersTest::endpoints,
                List.of(
                        context -> new ReadSlowly(context.of(stopped), begun, 0, Duration.ofSeconds(4)).answers(),
                        context -> new ReadSlowly(context.of(slow), begun, 100_000, Duration.ofSeconds(4)).answers(),
                        expiring(renewed, Renewal.IN_TIME),
                        expiring(expired, Renewal.NEVER)));

        assertThat(figures.errors()).isEmpty();
        assertThat(figures.anomalies()).isEmpty();
        assertThat(figures.tokens()).isEqualTo(800);
        assertThat(run.endings().count(Ending.SILENT)).isZero();
        // No pong comes from who reads nothing, which the server notices within 3 s.
        assertThat(stopped.counted(AnswerInProgress.SLOW)).isEqualTo(2);
        assertThat(stopped.cutOffUs().getTotalCount()).isEqualTo(2);
        assertThat(lost(stopped)).contains("3012 no pong");
        // Fast enough for everything that comes, and so is not cut off.
        assertThat(slow.counted(AnswerInProgress.SLOW)).isEqualTo(2);
        assertThat(slow.cutOffUs().getTotalCount()).isZero();
        assertThat(slow.counted(AnswerInProgress.BYTES_SLOWLY)).isGreaterThan(10_000);
        // Each has a connection and a subscription.
        assertThat(renewed.counted(Socket.RENEWED + "in_time")).isGreaterThanOrEqualTo(4);
        assertThat(lost(renewed)).isEmpty();
        assertThat(lost(expired)).contains("3005 connection expired");
        assertThat(run.endings().count(Ending.RECOVERED)).isEqualTo(4);
        assertThat(stopped.overTime().intervals()).anyMatch(each -> each.values(Metric.TOKEN_DELAY) != null);
    }

    @Test
    void slowReader_getsTheAnswerAtItsOwnPace() {
        var group = new UserGroup();
        var begun = CompletableFuture.<Void>completedFuture(null);
        var figures = run.take(
                Map.of("clients", "1", "cycles", "1", "length", "200", "delay", "0"),
                AffectedUsersTest::endpoints,
                // Some 40 KB, which take it two seconds.
                List.of(context -> new ReadSlowly(context.of(group), begun, 20_000, Duration.ofSeconds(20)).answers()));

        assertThat(figures.errors()).isEmpty();
        assertThat(figures.tokens()).isEqualTo(200);
        var bytes = group.counted(AnswerInProgress.BYTES_SLOWLY);
        assertThat(bytes).isGreaterThan(20_000);
        // Faster it cannot be; slower it may, on a busy machine.
        assertThat(figures.histogram(Metric.ANSWER).getMaxValue()).isGreaterThan(bytes * 40L);
    }

    private static Function<JourneyContext, ChainBuilder> expiring(UserGroup group, Renewal renewal) {
        var tokens = new TokenLife(3, true, renewal, () -> true);
        return context ->
                ComeBack.ifLost(context.of(group, tokens, context.endpoints())).answers();
    }

    private static String lost(UserGroup group) {
        return String.join(
                "; ",
                group.events().keySet().stream()
                        .filter(each -> each.startsWith("lost"))
                        .toList());
    }

    private static Endpoints endpoints() {
        return new Endpoints(emulator.url(), standIn.webSocketUrl(), SECRET);
    }
}
