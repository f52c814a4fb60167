package dev.llmemulator.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmemulator.answer.Answer;
import dev.llmemulator.centrifugo.Refusals;
import dev.llmemulator.stream.AnswerResult.End;
import java.time.Duration;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class AnswerStreamTest {
    private static final long START_MICROS = 1_763_890_000_000_000L;
    private static final long MS = 1_000_000;

    private final HandPublisher publisher = new HandPublisher();
    private final Answer answer = new Answer(3, Duration.ofMillis(5), Duration.ofMillis(10), 1);
    private final AnswerStream stream =
            new AnswerStream("session:a", "id-1", answer, publisher, Duration.ofSeconds(1), at(0), START_MICROS);

    @Test
    void fallDue_beforeTheFirstToken_offersNothing() {
        assertThat(stream.nextDueNs()).isEqualTo(at(5));
        assertThat(stream.fallDue(at(5) - 1)).isTrue();
        assertThat(publisher.offered()).isZero();
    }

    @Test
    void fallDue_wholeAnswerAtItsPace_publishesTokensThenMarker() {
        for (var ms = 5; ms <= 25; ms += 10) {
            stream.fallDue(at(ms));
            publisher.acceptAll(at(ms) + 120_000);
        }

        assertThat(publisher.accepted.stream().map(data -> data.get("type").asText()))
                .containsExactly("token", "token", "token", "done");
        assertThat(publisher.accepted.stream()
                        .limit(3)
                        .map(data -> data.get("index").asInt()))
                .containsExactly(0, 1, 2);
        assertThat(tokens()).isEqualTo(answer.text());
        assertThat(publisher.accepted.stream().map(data -> data.get("due").asLong() - START_MICROS))
                .containsExactly(5_000L, 15_000L, 25_000L, 25_000L);
        assertThat(publisher.accepted.stream().map(data -> data.get("sent").asLong() - START_MICROS))
                .containsExactly(5_120L, 15_120L, 25_120L, 25_120L);
        assertThat(publisher.versions).containsExactly(1L, 2L, 3L, 4L);
        assertThat(marker().get("tokens").asInt()).isEqualTo(3);
        assertThat(marker().get("sha256").asText()).isEqualTo(Answer.sha256(answer.text()));
        assertThat(stream.result())
                .isCompletedWithValue(
                        new AnswerResult(End.COMPLETE, 3, answer.text(), Answer.sha256(answer.text()), ""));
    }

    @Test
    void fallDue_muchLater_offersOneAtATimeAndLosesNothing() {
        assertThat(stream.fallDue(at(1_000))).isFalse();

        for (var left = 4; left > 0; left--) {
            assertThat(publisher.offered()).isEqualTo(1);
            publisher.acceptNext(at(1_000));
        }

        assertThat(publisher.offered()).isZero();
        assertThat(tokens()).isEqualTo(answer.text());
        assertThat(stream.result()).isCompleted();
    }

    @Test
    void cancel_withOneUnderWay_sendsNothingMore() {
        stream.fallDue(at(15));

        stream.cancel();

        assertThat(stream.isWanted()).isFalse();
        publisher.acceptNext(at(16));
        assertThat(publisher.offered()).isZero();
        assertThat(stream.fallDue(at(1_000))).isFalse();
        assertThat(publisher.offered()).isZero();
        assertThat(stream.result().join().end()).isEqualTo(End.CANCELLED);
    }

    @Test
    void cutOff_withOneUnderWay_endsWithAnErrorMarkerAfterIt() {
        stream.fallDue(at(5));

        stream.cutOff("shutting down");
        assertThat(publisher.offered()).isEqualTo(1);
        publisher.acceptAll(at(6));

        assertThat(publisher.accepted).hasSize(2);
        assertThat(marker().toString()).isEqualTo("{\"type\":\"error\",\"tokens\":1,\"detail\":\"shutting down\"}");
        assertThat(publisher.versions).containsExactly(1L, 3L);
        assertThat(stream.result()).isCompletedWithValue(new AnswerResult(End.CUT_OFF, 1, "", "", "shutting down"));
        assertThat(stream.fallDue(at(1_000))).isFalse();
        assertThat(publisher.offered()).isZero();
    }

    @Test
    void cutOff_whileNothingIsUnderWay_sendsTheErrorMarkerAtOnce() {
        stream.cutOff("shutting down");
        publisher.acceptAll(at(25));

        assertThat(marker().get("type").asText()).isEqualTo("error");
        assertThat(stream.result().join().end()).isEqualTo(End.CUT_OFF);
    }

    @Test
    void cutOff_afterTheMarkerWentOut_leavesTheAnswerComplete() {
        stream.fallDue(at(25));
        publisher.acceptNext(at(25));
        publisher.acceptNext(at(25));
        publisher.acceptNext(at(25));

        stream.cutOff("shutting down");
        publisher.acceptAll(at(25));

        assertThat(marker().get("type").asText()).isEqualTo("done");
        assertThat(stream.result().join().end()).isEqualTo(End.COMPLETE);
    }

    @Test
    void failed_token_endsWithAnErrorMarkerThatSkipsTheTokensVersion() {
        stream.fallDue(at(15));
        publisher.acceptNext(at(15));

        publisher.takeOffer().failed(Refusals.permanent("no such channel"));
        publisher.acceptAll(at(16));

        assertThat(marker().toString()).isEqualTo("{\"type\":\"error\",\"tokens\":1,\"detail\":\"no such channel\"}");
        assertThat(publisher.versions).containsExactly(1L, 3L);
        assertThat(stream.result())
                .isCompletedWithValue(new AnswerResult(End.PUBLISH_FAILED, 1, "", "", "no such channel"));
    }

    @Test
    void failed_errorMarkerToo_stillEndsTheAnswer() {
        stream.fallDue(at(5));

        publisher.takeOffer().failed(Refusals.permanent("gone"));
        publisher.takeOffer().failed(Refusals.permanent("still gone"));

        assertThat(stream.result()).isCompletedWithValue(new AnswerResult(End.PUBLISH_FAILED, 0, "", "", "gone"));
    }

    /** Nano time so many milliseconds after the start; nano times may overflow, and here they do during the answer. */
    private static long at(long ms) {
        var start = Long.MAX_VALUE - 7 * MS;
        return start + ms * MS;
    }

    private JsonNode marker() {
        return publisher.accepted.get(publisher.accepted.size() - 1);
    }

    private String tokens() {
        return publisher.accepted.stream()
                .filter(data -> data.has("token"))
                .map(data -> data.get("token").asText())
                .collect(Collectors.joining());
    }
}
