package dev.llmemulator.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmemulator.answer.Answer;
import dev.llmemulator.centrifugo.EventVersions;
import dev.llmemulator.stream.AnswerResult.End;
import dev.llmemulator.time.Moment;
import java.time.Duration;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AnswerStreamTest {
    private static final long START_MICROS = 1_763_890_000_000_000L;
    private static final long MS = 1_000_000;
    private static final long ABOVE_ALL = Integer.MAX_VALUE;

    private final HandCarrier carrier = new HandCarrier();
    private final Answer answer = new Answer(3, Duration.ofMillis(5), Duration.ofMillis(10), 1);
    private final AnswerStream stream = new AnswerStream(
            "session:a", "id-1", "epoch-1", answer, new Moment(at(0), START_MICROS), AnswerObserver.NONE);

    @BeforeEach
    void add() {
        carrier.add(stream);
    }

    @Test
    void dueNs_beforeTheFirstToken_isItsAbsoluteTime() {
        assertThat(stream.dueNs()).isEqualTo(at(5));

        carrier.acceptDue(at(5) - 1);

        assertThat(carrier.accepted).isEmpty();
    }

    @Test
    void accepted_wholeAnswerAtItsPace_publishesTokensThenMarker() {
        for (var ms = 5; ms <= 25; ms += 10) {
            carrier.acceptDue(at(ms) + 120_000);
        }

        assertThat(carrier.accepted.stream().map(data -> data.get("type").asText()))
                .containsExactly("token", "token", "token", "done");
        assertThat(carrier.accepted.stream()
                        .limit(3)
                        .map(data -> data.get("index").asInt()))
                .containsExactly(0, 1, 2);
        assertThat(tokens()).isEqualTo(answer.text());
        assertThat(carrier.accepted.stream().map(data -> data.get("due").asLong() - START_MICROS))
                .containsExactly(5_000L, 15_000L, 25_000L, 25_000L);
        assertThat(carrier.accepted.stream().map(data -> data.get("sent").asLong() - START_MICROS))
                .containsExactly(5_120L, 15_120L, 25_120L, 25_120L);
        assertThat(carrier.versions).containsExactly(1L, 2L, 3L, 4L);
        assertThat(marker().get("tokens").asInt()).isEqualTo(3);
        assertThat(marker().get("sha256").asText()).isEqualTo(Answer.sha256(answer.text()));
        assertThat(carrier.size()).isZero();
        assertThat(stream.result())
                .isCompletedWithValue(
                        new AnswerResult(End.COMPLETE, 3, 0, answer.text(), Answer.sha256(answer.text()), "", 25 * MS));
    }

    @Test
    void accepted_muchLate_keepsTheNextOnesDueTime() {
        carrier.accept(stream, at(14));
        assertThat(stream.dueNs()).isEqualTo(at(15));

        carrier.acceptDue(at(1_000));

        assertThat(tokens()).isEqualTo(answer.text());
        assertThat(stream.result()).isCompleted();
    }

    @Test
    void writeData_onceMore_saysTheSameButForTheTimeItWasSent() {
        stream.begin(1);
        var first = (ObjectNode) HandCarrier.data(stream, at(5));
        stream.begin(1);
        var again = (ObjectNode) HandCarrier.data(stream, at(30));

        assertThat(again.remove("sent").asLong() - first.remove("sent").asLong())
                .isEqualTo(25_000);
        assertThat(again).isEqualTo(first);
        assertThat(EventVersions.of(stream.event())).isEqualTo(1);
    }

    @Test
    void hangUp_withOneUnderWay_wantsNothingMore() {
        carrier.acceptDue(at(5));
        stream.begin(1);

        stream.hangUp();

        assertThat(stream.isWanted()).isFalse();
        assertThat(stream.accepted()).isFalse();
        assertThat(stream.result().join().end()).isEqualTo(End.HUNG_UP);
    }

    @Test
    void cutOff_withOneUnderWay_endsWithAnErrorMarkerAfterIt() {
        stream.begin(1);

        stream.cutOff("shutting down", at(5));
        carrier.accepted.add(HandCarrier.data(stream, at(5)));
        assertThat(stream.accepted()).isTrue();
        carrier.acceptDue(at(6));

        assertThat(carrier.accepted).hasSize(2);
        assertThat(marker().toString())
                .isEqualTo(
                        "{\"type\":\"error\",\"tokens\":1,\"detail\":\"shutting down\",\"unacknowledged\":0,\"answer\":\"id-1\"}");
        assertThat(carrier.versions).containsExactly(ABOVE_ALL);
        assertThat(stream.result())
                .isCompletedWithValue(new AnswerResult(End.CUT_OFF, 1, 0, "", "", "shutting down", 0));
        assertThat(carrier.size()).isZero();
    }

    @Test
    void cancel_withOneUnderWay_endsWithAMarkerAfterItThatSaysSo() {
        stream.begin(1);

        stream.cancel(at(5));
        carrier.accepted.add(HandCarrier.data(stream, at(5)));
        assertThat(stream.accepted()).isTrue();
        carrier.acceptDue(at(6));

        assertThat(marker().toString())
                .isEqualTo("{\"type\":\"cancelled\",\"tokens\":1,\"unacknowledged\":0,\"answer\":\"id-1\"}");
        assertThat(carrier.versions).containsExactly(ABOVE_ALL);
        assertThat(stream.result().join().end()).isEqualTo(End.CANCELLED);
        assertThat(carrier.size()).isZero();
    }

    @Test
    void cutOff_whileNothingIsUnderWay_makesTheErrorMarkerDueAtOnce() {
        stream.cutOff("shutting down", at(1));
        // And no earlier, or the lag would tell the age of the answer.
        assertThat(stream.dueNs()).isEqualTo(at(1));
        carrier.acceptDue(at(1));

        assertThat(marker().get("type").asText()).isEqualTo("error");
        assertThat(stream.result().join().end()).isEqualTo(End.CUT_OFF);
    }

    @Test
    void cutOff_afterTheMarkerWentOut_leavesTheAnswerComplete() {
        carrier.accept(stream, at(25));
        carrier.accept(stream, at(25));
        carrier.accept(stream, at(25));
        stream.begin(1);

        stream.cutOff("shutting down", at(25));
        carrier.acceptDue(at(25));

        assertThat(marker().get("type").asText()).isEqualTo("done");
        assertThat(stream.result().join().end()).isEqualTo(End.COMPLETE);
    }

    @Test
    void due_someOfThem_areFrozenTogetherAndAcceptedOneByOne() {
        assertThat(stream.due(at(5), 10)).isEqualTo(1);
        assertThat(stream.due(at(16), 10)).isEqualTo(2);
        assertThat(stream.due(at(1_000), 3)).isEqualTo(3);
        assertThat(stream.due(at(1_000), 10)).isEqualTo(4);
        assertThat(stream.begin(4)).isEqualTo(4);
        assertThat(stream.event(3).type()).isEqualTo(AnswerEvent.Type.DONE);
        assertThat(stream.event(2).dueMicros()).isEqualTo(stream.event(3).dueMicros());

        assertThat(stream.accepted()).isTrue();

        assertThat(stream.event().tokensBefore()).isEqualTo(1);
        assertThat(stream.dueNs()).isEqualTo(at(15));
        carrier.accepted.add(HandCarrier.data(stream, at(1_000)));
        carrier.acceptDue(at(1_000));
        assertThat(stream.result().join().text()).isEqualTo(answer.text());
        assertThat(carrier.versions).containsExactly(2L, 3L, 4L);
    }

    @Test
    void cutOff_whileSeveralAreUnderWay_endsWithAnErrorMarkerAfterThoseThatArrived() {
        stream.begin(stream.due(at(16), 10));

        stream.cutOff("shutting down", at(16));
        assertThat(stream.accepted()).isTrue();
        assertThat(stream.begin(stream.due(at(17), 10))).isEqualTo(1);

        assertThat(stream.event().type()).isEqualTo(AnswerEvent.Type.ERROR);
        assertThat(stream.event().tokensBefore()).isEqualTo(1);
        assertThat(EventVersions.of(stream.event())).isEqualTo(ABOVE_ALL);
    }

    @Test
    void cutOff_whileTheMarkerIsUnderWayWithTokens_leavesTheAnswerComplete() {
        stream.begin(stream.due(at(1_000), 10));

        stream.cutOff("shutting down", at(1_000));
        carrier.acceptDue(at(1_000));

        assertThat(stream.result().join().end()).isEqualTo(End.COMPLETE);
    }

    @Test
    void failed_token_endsWithAnErrorMarkerAboveAllThatMayBeUnderWay() {
        carrier.acceptDue(at(5));
        stream.begin(1);

        assertThat(stream.failed("no such channel")).isTrue();
        carrier.acceptDue(at(16));

        assertThat(marker().toString())
                .isEqualTo(
                        "{\"type\":\"error\",\"tokens\":1,\"detail\":\"no such channel\",\"unacknowledged\":0,\"answer\":\"id-1\"}");
        assertThat(carrier.versions).containsExactly(1L, ABOVE_ALL);
        assertThat(stream.result())
                .isCompletedWithValue(new AnswerResult(End.PUBLISH_FAILED, 1, 0, "", "", "no such channel", 0));
    }

    @Test
    void failed_afterTriesThatMayHaveArrived_saysHowManyTokensMayBeThere() {
        carrier.acceptDue(at(5));
        stream.begin(stream.due(at(1_000), 2));
        stream.returned(true, at(1_000));
        stream.begin(1);
        stream.returned(false, at(1_001));

        stream.failed("gone");
        carrier.acceptDue(at(1_001));

        assertThat(marker().get("tokens").asInt()).isEqualTo(1);
        assertThat(marker().get("unacknowledged").asInt()).isEqualTo(2);
        assertThat(stream.result()).isCompletedWithValue(new AnswerResult(End.PUBLISH_FAILED, 1, 2, "", "", "gone", 0));
    }

    @Test
    void failed_errorMarkerToo_stillEndsTheAnswer() {
        stream.begin(1);
        assertThat(stream.failed("gone")).isTrue();

        assertThat(stream.failed("still gone")).isFalse();

        assertThat(stream.result()).isCompletedWithValue(new AnswerResult(End.PUBLISH_FAILED, 0, 0, "", "", "gone", 0));
    }

    /** Nano time so many milliseconds after the start; nano times may overflow, and here they do during the answer. */
    private static long at(long ms) {
        var start = Long.MAX_VALUE - 7 * MS;
        return start + ms * MS;
    }

    private JsonNode marker() {
        return carrier.accepted.get(carrier.accepted.size() - 1);
    }

    private String tokens() {
        return carrier.accepted.stream()
                .filter(data -> data.has("token"))
                .map(data -> data.get("token").asText())
                .collect(Collectors.joining());
    }
}
