package dev.llmemulator.load.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.EmbeddedStack;
import dev.llmemulator.Waiting;
import dev.llmemulator.load.measure.Ending;
import dev.llmemulator.load.measure.Endings;
import dev.llmemulator.load.measure.Figures;
import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.measure.ServerClock;
import dev.llmemulator.load.protocol.Endpoints;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Users who lose their connection, or more, in the middle of their answers. */
@Timeout(60)
class ComeBackTest extends JourneyFixture {
    private static final Map<String, String> ONE_ANSWER =
            Map.of("clients", "1", "cycles", "1", "length", "2", "answerTimeout", "2", "drops", "0");

    private final JourneyRun run = new JourneyRun(clock, () -> ServerClock.OURS, rows);

    @Test
    void connectionsBrokenTwice_allAnswersComeWhole_andAreCountedAsRecovered() throws Exception {
        var breaker = Executors.newSingleThreadExecutor();
        try (var stack = EmbeddedStack.start(Map.of());
                var proxy = new BreakableProxy(stack.webSocketUrl())) {
            breaker.execute(() -> {
                for (var tokens : new int[] {400, 1000}) {
                    Waiting.until("tokens", () -> run.tokens() >= tokens);
                    proxy.breakAll();
                }
            });
            var figures = comeBack(
                    Map.of("clients", "20", "cycles", "1", "length", "100", "delay", "0.02", "drops", "0"),
                    new Endpoints(stack.httpUrl(), proxy.url(), stack.tokenHmacSecret()));

            assertThat(figures.errors()).isEmpty();
            assertThat(figures.passed()).isEqualTo(20);
            var recovered = run.endings().count(Ending.RECOVERED);
            assertThat(recovered).isPositive();
            assertThat(run.endings().connectionsLost()).isGreaterThanOrEqualTo(recovered);
            assertThat(run.endings().replayedTokens()).isPositive();
            assertThat(figures.histogram(Metric.RECOVERY).getTotalCount())
                    .isBetween(recovered, run.endings().connectionsLost());
            assertThat(figures.histogram(Metric.RECOVERY).getMinValue()).isGreaterThanOrEqualTo(490_000);
        } finally {
            breaker.shutdownNow();
        }
    }

    @Test
    void webSocketsGone_emulatorToo_answerIsToldWhenTimeIsUp() throws Exception {
        try (var proxy = new BreakableProxy(standIn.webSocketUrl());
                var emulator = new FaultyEmulator(standIn, request -> {
                    request.tokens(0);
                    Thread.sleep(200);
                    end(proxy);
                    Thread.sleep(3_000);
                })) {
            comeBack(ONE_ANSWER, new Endpoints(emulator.url(), proxy.url(), SECRET));

            assertOnly(Ending.TOLD);
        }
    }

    @Test
    void requestFails_answerEndsAtOnceAsTold() throws Exception {
        var figures = takeFaulty(request -> {
            request.tokens(0);
            Thread.sleep(200);
            request.reply(502, "{\"detail\":\"The emulator went away\"}");
        });

        assertThat(figures.errors().keySet()).singleElement().asString().contains("went away");
        assertOnly(Ending.TOLD);
    }

    @Test
    void nobodyReplies_isSilent() throws Exception {
        takeFaulty(request -> {
            request.tokens(0);
            Thread.sleep(3_000);
        });

        assertOnly(Ending.SILENT);
    }

    @Test
    void requestRefused_isCountedAsRefused() throws Exception {
        takeFaulty(request -> request.reply(503, "{\"detail\":\"full\"}"));

        assertOnly(Ending.REFUSED);
    }

    @Test
    void errorMarker_isTold() throws Exception {
        takeFaulty(request -> {
            request.tokens(0);
            request.publish("{\"type\":\"error\",\"tokens\":1,\"detail\":\"gave up\"}");
            request.reply(502, "{}");
        });

        assertOnly(Ending.TOLD);
    }

    @Test
    void markerMissing_tokenMissing_areSilent() throws Exception {
        takeFaulty(request -> {
            request.tokens(0);
            request.reply(200, FaultyEmulator.REPLY);
        });

        assertOnly(Ending.SILENT);
        assertThat(run.endings().silent()).containsOnly(Map.entry("no marker", 1L), Map.entry("lost token", 1L));
        assertThat(run.endings().told()).isEmpty();
    }

    @Test
    void recoveryRefused_becauseTheChannelIsAnother_isToldEvenBeforeTheFirstToken() throws Exception {
        try (var socket = new ScriptedSocket(ScriptedSocket.REPLIES);
                var emulator = new FaultyEmulator(socket::publish, request -> {
                    socket.push(request.channel(), "\"unsubscribe\":{\"code\":2500,\"reason\":\"insufficient state\"}");
                    Thread.sleep(500);
                    request.tokens(0, 1);
                    request.markerAndReply();
                })) {
            var figures = comeBack(ONE_ANSWER, new Endpoints(emulator.url(), socket.url(), SECRET));

            assertThat(figures.errors()).containsOnlyKeys("recovery refused by the server");
            assertOnly(Ending.REFUSED);
            assertThat(run.endings().connectionsLost()).isEqualTo(1);
        }
    }

    /** As the official clients do: 10 s after a ping that was due, the connection is lost, and nothing else would tell. */
    @Test
    void noPingWhenOneIsDue_isALostConnection_andTheAnswerComesWhole() throws Exception {
        var replies = new HashMap<>(ScriptedSocket.REPLIES);
        replies.put("connect", "{\"id\":1,\"connect\":{\"client\":\"c\",\"ping\":1,\"pong\":true}}");
        replies.put(
                "recover",
                "{\"id\":3,\"subscribe\":{\"recoverable\":true,\"epoch\":\"x\",\"was_recovering\":true,\"recovered\":true}}");
        try (var socket = new ScriptedSocket(replies);
                var emulator = new FaultyEmulator(socket::publish, request -> {
                    request.tokens(0);
                    var silent = socket.subscriber(request.channel()).sessionId();
                    Waiting.until(
                            "another connection",
                            Duration.ofSeconds(40),
                            () -> !socket.subscriber(request.channel())
                                    .sessionId()
                                    .equals(silent));
                    request.tokens(1);
                    request.markerAndReply();
                })) {
            var settings = new HashMap<>(ONE_ANSWER);
            settings.put("answerTimeout", "40");
            var figures = comeBack(settings, new Endpoints(emulator.url(), socket.url(), SECRET));

            assertThat(figures.errors()).isEmpty();
            assertOnly(Ending.RECOVERED);
            assertThat(run.endings().connectionsLost()).isEqualTo(1);
        }
    }

    private static void end(BreakableProxy proxy) throws IOException {
        proxy.close();
    }

    private Figures takeFaulty(FaultyEmulator.Behaviour behaviour) throws IOException {
        try (var emulator = new FaultyEmulator(standIn, behaviour)) {
            return comeBack(ONE_ANSWER, endpoints(emulator.url()));
        }
    }

    private Figures comeBack(Map<String, String> given, Endpoints endpoints) {
        return run.take(given, () -> endpoints, List.of(context -> new ComeBack(context).answers()));
    }

    private void assertOnly(Ending ending) {
        Endings.Counts endings = run.endings();
        assertThat(endings.count(ending)).isEqualTo(1);
        assertThat(endings.all()).isEqualTo(1);
    }
}
