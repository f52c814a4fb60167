package dev.llmemulator.load.scenarios;

import static io.gatling.javaapi.core.CoreDsl.doIfOrElse;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.EmbeddedStack;
import dev.llmemulator.load.measure.Figures;
import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.protocol.Endpoints;
import io.gatling.javaapi.core.ChainBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Users of other kinds than those who ask one answer after the other. */
@Timeout(60)
class ShapedJourneyTest extends JourneyFixture {
    @Test
    void replayed_recordedRequests_getAnswersOfExactlyTheirLength() {
        var figures = takeEmbedded(
                Map.of("trace", "src/test/resources/traces/azure-2023.csv", "delay", "0.002", "traceSpeed", "4"),
                ShapedJourneyTest::watch);
        assertThat(figures.errors()).isEmpty();
        assertThat(figures.passed()).isEqualTo(4);
        assertThat(figures.tokens()).isEqualTo(12 + 30 + 8 + 25);
        // From when each was due, the last one after 625 ms.
        assertThat(figures.histogram(Metric.TTFT_FROM_ARRIVAL).getTotalCount()).isEqualTo(4);
        assertThat(figures.seconds()).isGreaterThan(0.6);
        assertThat(figures.histogram(Metric.ANSWER_OVER_IDEAL).getTotalCount()).isEqualTo(4);
    }

    @Test
    void mixed_usersWhoLeave_areNoFailures_andEmulatorsStopTheirAnswers() {
        var figures = takeEmbedded(
                Map.of("clients", "6", "cycles", "2", "mix", "fast:1,constant:1", "length", "60", "seed", "2"),
                context -> context.repeated(doIfOrElse(user -> user.userId() % 2 == 0)
                        .then(new LeaveForGood(context).answer())
                        .orElse(new WatchAnswer(context).answer())));
        assertThat(figures.errors()).isEmpty();
        assertThat(figures.passed()).isEqualTo(12);
        assertThat(figures.histogram(Metric.ANSWER).getTotalCount()).isEqualTo(12);
        assertThat(figures.histogram(Metric.ANSWER_OVER_IDEAL).getTotalCount()).isEqualTo(6);
        // Six of 60 words or more, and of the others a half at least.
        assertThat(figures.tokens()).isBetween(6 * 90L, 12 * 110L);
    }

    @Test
    void silent_usersWhoStay_areNoFailures() {
        var figures = takeEmbedded(
                Map.of("clients", "5"), context -> new StaySilent(context, Duration.ofMillis(300)).answer());
        assertThat(figures.errors()).isEmpty();
        assertThat(figures.passed()).isEqualTo(5);
        assertThat(figures.connected()).isEqualTo(5);
        assertThat(figures.requests()).isZero();
        assertThat(figures.seconds()).isBetween(0.3, 20.0);
    }

    @Test
    void refused_questions_areToldApartFromOtherFailures() throws Exception {
        var requests = new AtomicInteger();
        var figures = takeFaulty(
                Map.of("clients", "1", "cycles", "6", "length", "2", "delay", "0"),
                ShapedJourneyTest::watch,
                request -> {
                    switch (requests.getAndIncrement()) {
                        case 0 -> request.reply(503, "{\"detail\":\"All places are taken\"}");
                        case 1 -> request.reply(429, "");
                        case 2 -> request.reply(500, "");
                        default -> {
                            request.tokens(0, 1);
                            request.markerAndReply();
                        }
                    }
                });
        assertThat(figures.passed()).isEqualTo(3);
        assertThat(figures.failed()).isEqualTo(3);
        assertThat(figures.refused()).isEqualTo(2);
    }

    private Figures takeEmbedded(Map<String, String> given, Function<JourneyContext, ChainBuilder> journey) {
        // On a machine that is very busy, an emulator lags and would refuse.
        try (var stack = EmbeddedStack.start(Map.of("MAX_LAG_SECONDS", "60"))) {
            var endpoints = new Endpoints(stack.httpUrl(), stack.webSocketUrl(), stack.tokenHmacSecret());
            return take(given, endpoints, List.of(journey));
        }
    }
}
