package dev.llmemulator.load.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.load.client.AnomalyKind;
import dev.llmemulator.load.measure.Figures;
import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.protocol.Endpoints;
import io.gatling.javaapi.core.ChainBuilder;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a Centrifugo can say on a socket besides tokens: that it ends something, and what is not for this user. */
@Timeout(60)
class AnnouncementsTest extends JourneyFixture {
    private static final Map<String, String> TWO_TOKENS =
            Map.of("clients", "1", "cycles", "1", "length", "2", "delay", "0", "answerTimeout", "30");

    private final CountDownLatch goOn = new CountDownLatch(1);

    private interface Script {
        void perform(ScriptedSocket socket, FaultyEmulator.Request request) throws Exception;
    }

    @AfterEach
    void stop() {
        goOn.countDown();
    }

    @ParameterizedTest
    @CsvSource({
        "3010, insufficient state, 3010 insufficient state; a client may come back",
        "3512, banned, 3512 banned; a client must not come back",
        "4501, '', 4501; a client must not come back",
        "1012, '', 1012 Service Restart; a client may come back",
    })
    void closed_isToldAtOnceWithCodeReasonAndWhatItMeans(int code, String reason, String told) throws Exception {
        var figures = takeAnnounced(
                (socket, request) -> socket.subscriber(request.channel()).closeSession(code, reason));
        assertThat(figures.errors())
                .containsOnly(Map.entry("connection lost (closed by the server with " + told + ")", 1L));
    }

    @Test
    void disconnectPush_isToldAsACloseIs() throws Exception {
        var figures = takeAnnounced((socket, request) -> socket.subscriber(request.channel())
                .send("{\"push\":{\"disconnect\":{\"code\":3503,\"reason\":\"force disconnect\"}}}"));
        assertThat(figures.errors())
                .containsOnly(Map.entry(
                        "connection lost (disconnected by the server with 3503 force disconnect;"
                                + " a client must not come back)",
                        1L));
    }

    @Test
    void unsubscribePush_isToldAtOnceWithCodeAndReason() throws Exception {
        var figures = takeAnnounced((socket, request) ->
                socket.push(request.channel(), "\"unsubscribe\":{\"code\":2500,\"reason\":\"insufficient state\"}"));
        assertThat(figures.errors())
                .containsOnly(Map.entry("unsubscribed by the server (2500 insufficient state)", 1L));
        assertThat(rows.reasons())
                .containsOnlyKeys("answer: unsubscribed by the server after 1 of 2 tokens (2500 insufficient state)");
    }

    @Test
    void unsubscribePush_theReplyComesAllTheSame_theRestIsNotLostButAHoleBeforeItIs() throws Exception {
        for (var hole : List.of(false, true)) {
            var figures = take(TWO_TOKENS, ScriptedSocket.REPLIES, JourneyFixture::watch, (socket, request) -> {
                request.tokens(hole ? 1 : 0);
                socket.push(request.channel(), "\"unsubscribe\":{\"code\":2500,\"reason\":\"insufficient state\"}");
                request.reply(200, FaultyEmulator.REPLY);
            });
            assertThat(figures.errors())
                    .containsOnly(Map.entry("unsubscribed by the server (2500 insufficient state)", 1L));
            assertThat(figures.anomalies()).isEqualTo(hole ? Map.of(AnomalyKind.LOST, 1L) : Map.of());
        }
    }

    @Test
    void unsubscribePush_ofAnotherChannel_isNotThisAnswersAffair() throws Exception {
        var figures = take(TWO_TOKENS, ScriptedSocket.REPLIES, JourneyFixture::watch, (socket, request) -> {
            request.tokens(0);
            socket.subscriber(request.channel())
                    .send("{\"push\":{\"channel\":\"session:b\",\"unsubscribe\":{\"code\":2000}}}");
            request.tokens(1);
            request.markerAndReply();
        });
        assertThat(figures.errors()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"id\":3,\"subscribe\":{\"epoch\":\"y\",\"was_recovering\":true}} | recovery refused by the server",
                "{\"id\":3,\"error\":{\"code\":112,\"message\":\"unrecoverable position\"}}"
                        + " | recover: 112 unrecoverable position",
            })
    void recoveryRefused_isToldAtOnceAndNothingIsCalledLost(String reply, String told) throws Exception {
        var replies = new HashMap<String, String>(ScriptedSocket.REPLIES);
        replies.put("recover", reply);
        var startNs = System.nanoTime();
        var figures = take(TWO_TOKENS, replies, JourneyFixture::leaveAndReturn, (socket, request) -> {
            request.tokens(0);
            goOn.await();
        });
        assertThat(System.nanoTime() - startNs).isLessThan(20_000_000_000L);
        assertThat(figures.errors()).containsOnly(Map.entry(told, 1L));
        assertThat(figures.anomalies()).isEmpty();
    }

    @Test
    void binaryFrame_cannotBeReadAndFailsTheAnswer() throws Exception {
        var figures = takeWhole(
                (socket, request) -> socket.subscriber(request.channel()).send(ByteBuffer.wrap(new byte[5000])));
        assertThat(figures.errors()).containsOnly(Map.entry("unreadable publication", 1L));
        assertThat(figures.anomalies()).containsOnly(Map.entry(AnomalyKind.UNREADABLE, 1L));
        assertThat(rows.reasons()).containsOnlyKeys("answer: unreadable publication (a binary frame of 5000 bytes)");
    }

    @Test
    void publicationsOfOtherTypes_areIgnoredAndCounted() throws Exception {
        var figures = takeWhole((socket, request) -> {
            request.publish("{\"type\":\"heartbeat\"}");
            request.publish("{\"type\":7,\"index\":1}");
            request.publish("[\"presence\"]");
        });
        assertThat(figures.errors()).isEmpty();
        assertThat(figures.others()).isEqualTo(3);
    }

    /** A late token of the session's last answer, its marker, and an error marker; the offsets go on over them. */
    @Test
    void publicationsOfOtherAnswers_areIgnoredAndCounted() throws Exception {
        var figures = takeWhole((socket, request) -> {
            request.publish(
                    "{\"type\":\"token\",\"index\":0,\"token\":\"x \",\"due\":1,\"sent\":1,\"answer\":\"old\"}");
            request.publish(
                    "{\"type\":\"done\",\"tokens\":1,\"sha256\":\"ab\",\"due\":1,\"sent\":1,\"answer\":\"old\"}");
            request.publish("{\"type\":\"error\",\"tokens\":1,\"detail\":\"no\",\"answer\":\"old\"}");
        });
        assertThat(figures.errors()).isEmpty();
        assertThat(figures.otherAnswers()).isEqualTo(3);
        assertThat(figures.tokens()).isEqualTo(2);
    }

    @Test
    void reply_ofAnotherAnswer_failsTheAnswer() throws Exception {
        var figures = take(TWO_TOKENS, ScriptedSocket.REPLIES, JourneyFixture::watch, (socket, request) -> {
            request.tokens(0, 1);
            request.marker();
            request.reply(200, FaultyEmulator.REPLY.replace("}", ",\"answer\":\"old\"}"));
        });
        assertThat(figures.errors())
                .containsOnly(Map.entry("POST /api/run: the HTTP reply names another answer than the question", 1L));
    }

    @Test
    void emptyToken_isATokenButNotTheFirstThatTheUserSees() throws Exception {
        var figures = take(TWO_TOKENS, ScriptedSocket.REPLIES, JourneyFixture::watch, (socket, request) -> {
            request.publish("{\"type\":\"token\",\"index\":0,\"token\":\"\",\"due\":1,\"sent\":1}");
            Thread.sleep(300);
            request.publish("{\"type\":\"token\",\"index\":1,\"token\":\"one two \",\"due\":1,\"sent\":1}");
            request.markerAndReply();
        });
        assertThat(figures.errors()).isEmpty();
        assertThat(figures.tokens()).isEqualTo(2);
        assertThat(figures.histogram(Metric.TTFT).getMinValue()).isGreaterThan(290_000);
        assertThat(figures.histogram(Metric.INTER_TOKEN_LATENCY).getTotalCount())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{ \"connect\": {} , \"id\": 1 }", "{\"id\": 1, \"connect\":{\"client\":\"\\\"id\\\":2\"}}\n"})
    void reply_isReadHoweverItIsWritten(String reply) throws Exception {
        var replies = new HashMap<String, String>(ScriptedSocket.REPLIES);
        replies.put("connect", reply.strip());
        // Neither the name of a field in a publication nor another command's id is taken for the reply's.
        replies.put(
                "subscribe",
                "{\"push\":{\"channel\":\"x\",\"join\":{\"error\":{\"id\":2}}}}\n{\"subscribe\" : {\"epoch\":\"x\"},\"id\" :2}");
        var figures = take(TWO_TOKENS, replies, JourneyFixture::watch, AnnouncementsTest::whole);
        assertThat(figures.errors()).isEmpty();
        assertThat(figures.passed()).isEqualTo(1);
    }

    @Test
    void refusal_isToldInWords() throws Exception {
        var replies = new HashMap<String, String>(ScriptedSocket.REPLIES);
        replies.put("subscribe", "{\"error\": {\"message\":\"permission denied\", \"code\":103}, \"id\":2}");
        var figures = take(TWO_TOKENS, replies, JourneyFixture::watch, AnnouncementsTest::whole);
        assertThat(figures.errors()).containsOnly(Map.entry("subscribe: 103 permission denied", 1L));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "length | 6     |                  | 2 tokens where 6 were asked for",
                "length | 2     | \"ideal\":0.5,   | an ideal of 500 ms where 0 ms was asked for",
                "model  | chat  | \"ideal\":60,    | fault of measurement",
                "model  | chat  | \"ideal\":0.02,  | tokens due over a longer time than the ideal",
                "model  | chat  | \"ideal\":0.06,  | ''",
            })
    void whole_butNotWhatWasAskedFor_fails(String setting, String value, String ideal, String told) throws Exception {
        var given = new HashMap<String, String>(TWO_TOKENS);
        given.remove("length");
        given.put(setting, value);
        var figures = take(given, ScriptedSocket.REPLIES, JourneyFixture::watch, (socket, request) -> {
            Thread.sleep(100);
            request.token(0, 1_000_000, 1_000_000);
            request.token(1, 1_050_000, 1_050_000);
            request.marker();
            request.reply(200, FaultyEmulator.REPLY.replace("{", "{" + (ideal == null ? "" : ideal)));
        });
        assertThat(String.join("", figures.errors().keySet())).startsWith(told);
        assertThat(figures.passed()).isEqualTo(told.isEmpty() ? 1 : 0);
        assertThat(figures.anomalies()).isEmpty();
    }

    private static void whole(ScriptedSocket socket, FaultyEmulator.Request request) throws Exception {
        request.tokens(0, 1);
        request.markerAndReply();
    }

    /** A whole answer with something in its middle. */
    private Figures takeWhole(Script middle) throws Exception {
        return take(TWO_TOKENS, ScriptedSocket.REPLIES, JourneyFixture::watch, (socket, request) -> {
            request.tokens(0);
            middle.perform(socket, request);
            request.tokens(1);
            request.markerAndReply();
        });
    }

    /** The server ends an answer after its first token. No reply comes; nothing may wait for it, or be called lost. */
    private Figures takeAnnounced(Script announcement) throws Exception {
        var startNs = System.nanoTime();
        var figures = take(TWO_TOKENS, ScriptedSocket.REPLIES, JourneyFixture::watch, (socket, request) -> {
            request.tokens(0);
            announcement.perform(socket, request);
            goOn.await();
        });
        assertThat(System.nanoTime() - startNs).isLessThan(20_000_000_000L);
        assertThat(figures.anomalies()).isEmpty();
        return figures;
    }

    private Figures take(
            Map<String, String> given,
            Map<String, String> replies,
            Function<JourneyContext, ChainBuilder> journey,
            Script script)
            throws Exception {
        try (var socket = new ScriptedSocket(replies);
                var emulator = new FaultyEmulator(socket::publish, request -> {
                    try {
                        script.perform(socket, request);
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                })) {
            return take(given, new Endpoints(emulator.url(), socket.url(), SECRET), List.of(journey));
        } finally {
            goOn.countDown();
        }
    }
}
