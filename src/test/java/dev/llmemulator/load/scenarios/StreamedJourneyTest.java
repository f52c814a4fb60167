package dev.llmemulator.load.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmemulator.EmbeddedStack;
import dev.llmemulator.Waiting;
import dev.llmemulator.load.client.AnomalyKind;
import dev.llmemulator.load.measure.Figures;
import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.protocol.Endpoints;
import dev.llmemulator.load.protocol.SuccessPolicy;
import dev.llmemulator.load.scenarios.SpoiledStreams.Spoiler;
import dev.llmemulator.load.settings.LoadSettings;
import dev.llmemulator.settings.InvalidSettingException;
import io.gatling.javaapi.core.ChainBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Users who read the emulator's event stream. */
@Timeout(60)
class StreamedJourneyTest extends JourneyFixture {
    @AutoClose
    private static final EmbeddedStack STACK = EmbeddedStack.start(Map.of());

    private static final Map<String, String> ONE = Map.of("clients", "1", "cycles", "1", "length", "20");
    private static final Spoiler NONE = (number, event) -> event;

    @Test
    void watchAnswer_ofTheEmulator_passesWithAllFiguresButThoseOfDueTimes() {
        var figures = take(
                Map.of("clients", "4", "cycles", "3", "length", "30", "delay", "0.002"),
                STACK.httpUrl(),
                JourneyFixture::watch);

        assertThat(figures.errors()).isEmpty();
        assertThat(figures.passed()).isEqualTo(12);
        assertThat(figures.tokens()).isEqualTo(360);
        assertThat(figures.requests()).isEqualTo(12);
        assertThat(figures.connected()).isZero();
        assertThat(count(figures, Metric.TTFT)).isEqualTo(12);
        assertThat(count(figures, Metric.ANSWER)).isEqualTo(12);
        assertThat(count(figures, Metric.ANSWER_OVER_IDEAL)).isEqualTo(12);
        assertThat(count(figures, Metric.INTER_TOKEN_LATENCY)).isEqualTo(348);
        assertThat(count(figures, Metric.TOKEN_DELIVERY)).isEqualTo(360);
        assertThat(Objects.requireNonNull(figures.recorded().get(Metric.TOKEN_DELIVERY))
                        .getMaxValue())
                .isLessThan(30_000_000);
        assertThat(count(figures, Metric.TOKEN_DELAY)).isZero();
    }

    @Test
    void watchAnswer_ofAModelThatDrawsItsLength_passes() {
        var figures = take(
                Map.of("clients", "2", "cycles", "1", "model", "brief", "delay", "0.001", "ttft", "0"),
                STACK.httpUrl(),
                JourneyFixture::watch);

        assertThat(figures.errors()).isEmpty();
        assertThat(figures.passed()).isEqualTo(2);
    }

    @Test
    void watchAnswer_withoutOneToken_hasLostIt() throws IOException {
        assertFault("lost token", AnomalyKind.LOST, text -> text, (number, event) -> number == 7 ? null : event);
    }

    @Test
    void watchAnswer_withATokenTwice_hasItDoubled() throws IOException {
        assertFault(
                "doubled token",
                AnomalyKind.DOUBLED,
                text -> text,
                (number, event) -> number == 7 ? event + "\n\n" + event : event);
    }

    @Test
    void watchAnswer_withAWordAltered_isAltered() throws IOException {
        assertFault(
                "altered token",
                AnomalyKind.ALTERED,
                text -> text,
                (number, event) -> number == 7 ? event.replace("\"content\":\"", "\"content\":\"x") : event);
    }

    @Test
    void watchAnswer_ofAnotherUser_isForeign() throws IOException {
        assertFault(
                "foreign session",
                AnomalyKind.FOREIGN_SESSION,
                text -> text.replaceAll("tag=\\w+", "tag=another"),
                NONE);
    }

    @Test
    void watchAnswer_thatIsNotTraced_cannotBeRead() throws IOException {
        assertFault(
                "unreadable publication",
                AnomalyKind.UNREADABLE,
                text -> text.replaceAll(" traced tag=\\w+", ""),
                NONE);
    }

    @Test
    void watchAnswer_ofAServerThatIsNoEmulator_isTimedByItsChunks() {
        var given = Map.of("clients", "2", "cycles", "1", "traced", "false", "length", "30", "model", "any");
        var figures = take(given, STACK.httpUrl(), JourneyFixture::watch);

        assertThat(figures.errors()).isEmpty();
        assertThat(figures.passed()).isEqualTo(2);
        assertThat(figures.tokens()).isEqualTo(60);
        assertThat(count(figures, Metric.TTFT)).isEqualTo(2);
        assertThat(count(figures, Metric.INTER_TOKEN_LATENCY)).isEqualTo(58);
        assertThat(count(figures, Metric.TOKEN_DELIVERY)).isZero();
        assertThat(count(figures, Metric.ANSWER_OVER_IDEAL)).isZero();
    }

    @Test
    void watchAnswer_ofAServerThatIsNoEmulatorAndStops_lacksItsEnd() throws IOException {
        try (var proxy =
                new SpoiledStreams(STACK.httpUrl(), text -> text.replace("say?", "say? [[words=20 break=5]]"), NONE)) {
            var figures =
                    take(Map.of("clients", "1", "cycles", "1", "traced", "false"), proxy.url(), JourneyFixture::watch);

            assertThat(figures.errors().keySet()).singleElement().asString().startsWith("connection lost (");
            assertThat(figures.anomalies()).containsOnly(Map.entry(AnomalyKind.NO_MARKER, 1L));
            assertThat(figures.tokens()).isEqualTo(5);
        }
    }

    @Test
    void watchAnswer_withAChunkThatIsNoJson_isUnreadable() throws IOException {
        assertFault(
                "unreadable publication",
                AnomalyKind.UNREADABLE,
                text -> text.replace(" traced", " malformed=3 traced"),
                NONE);
    }

    private void assertFault(String error, AnomalyKind kind, UnaryOperator<String> question, Spoiler spoiler)
            throws IOException {
        var figures = takeSpoiled(question, spoiler);
        assertThat(figures.errors()).containsOnly(Map.entry(error, 1L));
        assertThat(figures.anomalies()).containsKey(kind);
    }

    @Test
    void watchAnswer_thatEndsEarly_hasLostItsConnectionAndItsEnd() throws IOException {
        var figures = takeSpoiled(text -> text.replace(" traced", " break=5 traced"), NONE);

        assertThat(figures.errors()).hasSize(1);
        assertThat(figures.errors().keySet().iterator().next()).startsWith("connection lost (");
        assertThat(figures.anomalies()).containsOnly(Map.entry(AnomalyKind.NO_MARKER, 1L));
        assertThat(figures.tokens()).isEqualTo(5);
    }

    @Test
    void watchAnswer_whoseConnectionBreaks_hasLostItAndItsEnd() throws IOException {
        try (var proxy = new BreakableProxy(STACK.httpUrl())) {
            var figures = take(
                    Map.of("clients", "1", "cycles", "1", "length", "300", "delay", "0.02"),
                    proxy.url(),
                    context -> new BrokenAnswer(context, proxy).answers());

            assertThat(figures.errors()).hasSize(1);
            assertThat(figures.errors().keySet().iterator().next()).startsWith("connection lost (");
            assertThat(figures.anomalies()).containsOnly(Map.entry(AnomalyKind.NO_MARKER, 1L));
            assertThat(figures.tokens()).isBetween(150L, 299L);
        }
    }

    private static final class BrokenAnswer extends Journey {
        private final BreakableProxy proxy;

        BrokenAnswer(JourneyContext context, BreakableProxy proxy) {
            super(context);
            this.proxy = proxy;
        }

        @Override
        protected ChainBuilder steps() {
            return ask().exec(readHalf())
                    .exec(session -> {
                        proxy.breakAll();
                        return session;
                    })
                    .exec(readToTheEnd(), close());
        }
    }

    @Test
    void watchAnswer_thatIsRefused_failsWithTheServersWords() throws IOException {
        var figures = takeSpoiled(text -> text.replace(" traced", " status=503 traced"), NONE);

        assertThat(figures.errors())
                .containsOnlyKeys("POST /v1/chat/completions: 503 The directive status asked for this reply");
        assertThat(figures.anomalies()).isEmpty();
    }

    @Test
    void stoppedAnswer_isCancelledByTheEmulator() {
        var figures = take(
                Map.of("clients", "1", "cycles", "1", "length", "400", "delay", "0.01"),
                STACK.httpUrl(),
                context -> new StoppedAnswer(context).answers().exec(session -> {
                    // By itself the answer would take two seconds more.
                    Waiting.until("no answer is under way", () -> health().contains("\"answers\":0"));
                    return session;
                }));

        assertThat(figures.errors()).isEmpty();
        assertThat(figures.passed()).isOne();
        assertThat(figures.tokens()).isBetween(200L, 399L);
    }

    private static String health() {
        try (var body = STACK.httpUrl().resolve("/health").toURL().openStream()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class StoppedAnswer extends Journey {
        StoppedAnswer(JourneyContext context) {
            super(context, SuccessPolicy.stoppedAfter(context.settings().halfwayTokens()));
        }

        @Override
        protected ChainBuilder steps() {
            return ask().exec(readHalf(), stop(), close());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ws_url=ws://127.0.0.1:1/x", "reuse=true", "profile=emulator"})
    void setting_ofWebSockets_isRefused(String setting) {
        var given = setting.split("=", 2);
        var properties = new HashMap<>(Map.of("transport", "sse", given[0], given[1]));
        assertThatThrownBy(() -> LoadSettings.from(properties, Map.of(), Map.of()))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("transport sse");
    }

    @Test
    void recovery_ofAnEventStream_isRefused() {
        var settings = LoadSettings.from(Map.of("transport", "sse"), Map.of(), Map.of());
        assertThatThrownBy(settings::withRecovery).hasMessageContaining("transport=sse");
        assertThatThrownBy(settings::forSmoke).hasMessageContaining("transport=sse");
    }

    private Figures takeSpoiled(UnaryOperator<String> question, Spoiler spoiler) throws IOException {
        try (var proxy = new SpoiledStreams(STACK.httpUrl(), question, spoiler)) {
            return take(ONE, proxy.url(), JourneyFixture::watch);
        }
    }

    private Figures take(Map<String, String> given, URI http, Function<JourneyContext, ChainBuilder> journey) {
        var properties = new HashMap<>(given);
        properties.put("transport", "sse");
        return take(properties, new Endpoints(http, STACK.webSocketUrl(), SECRET), List.of(journey));
    }

    private static long count(Figures figures, Metric metric) {
        var histogram = figures.recorded().get(metric);
        return histogram == null ? 0 : histogram.getTotalCount();
    }
}
