package dev.llmemulator.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmemulator.answer.Answer;
import dev.llmemulator.stream.AnswerResult.End;
import dev.llmemulator.stream.RefusedException.Reason;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class AnswersTest {
    private static final Answer SLOW = new Answer(2, Duration.ofMinutes(1), Duration.ofMinutes(1), 1);

    private final HandCarrier carrier = new HandCarrier();

    @AutoClose
    private final Answers answers = new Answers(carrier, Duration.ofMillis(50), 2, Duration.ofSeconds(1));

    @Test
    void begin_moreThanThereArePlaces_refusesUntilOneEnds() throws RefusedException {
        var first = answers.begin("a", SLOW);
        answers.begin("b", SLOW);

        assertRefused("c", Reason.FULL);
        first.hangUp().run();

        answers.begin("c", SLOW);
        assertThat(answers.underWay()).isEqualTo(2);
    }

    @Test
    void begin_secondOfASession_isRefusedAndTakesNoPlace() throws RefusedException {
        answers.begin("a", SLOW);

        assertRefused("a", Reason.SESSION_BUSY);

        answers.begin("b", SLOW);
        assertThat(answers.underWay()).isEqualTo(2);
    }

    @Test
    void begin_whilePublishingLags_isRefused() throws RefusedException {
        carrier.lag = Duration.ofMillis(1_001);
        assertRefused("a", Reason.LAGGING);

        carrier.lag = Duration.ofSeconds(1);
        answers.begin("a", SLOW);
        assertThat(answers.underWay()).isEqualTo(1);
    }

    @Test
    void begin_onAnotherCarrier_sharesThePlacesButNotTheLag() throws RefusedException {
        var other = new HandCarrier();
        carrier.lag = Duration.ofMinutes(1);
        var first = answers.begin(other, "a", null, SLOW);
        answers.begin(other, "b", null, SLOW);

        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> answers.begin(other, "c", null, SLOW))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.FULL));
        assertThat(other.first().isWanted()).isTrue();
        first.hangUp().run();
        assertThat(answers.underWay()).isEqualTo(1);

        other.lag = Duration.ofMinutes(1);
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> answers.begin(other, "c", null, SLOW))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.LAGGING));
    }

    @Test
    void begin_refusedForTheSameReason_saysTheSameEachTime() throws RefusedException {
        answers.begin("a", SLOW);
        answers.begin("b", SLOW);
        assertThat(refusal("a")).isEqualTo(refusal("b"));

        carrier.lag = Duration.ofMillis(1_001);
        var lagging = refusal("a");
        carrier.lag = Duration.ofMillis(1_234);
        assertThat(refusal("b")).isEqualTo(lagging).contains("1000 ms");
    }

    @Test
    void drain_nothingUnderWay_letsNobodyInAnyMore() {
        answers.drain(Duration.ofSeconds(5));

        assertThat(answers.isOpen()).isFalse();
        assertRefused("a", Reason.SHUTTING_DOWN);
        assertThat(answers.underWay()).isZero();
    }

    @Test
    void drain_answerThatOutlastsTheGrace_offersItsErrorMarker() throws RefusedException {
        var running = answers.begin("a", SLOW);

        answers.drain(Duration.ZERO);

        assertThat(carrier.size()).isEqualTo(1);
        carrier.acceptDue(System.nanoTime());
        assertThat(carrier.accepted).hasSize(1);
        assertThat(carrier.accepted.get(0).get("type").asText()).isEqualTo("error");
        assertThat(running.result().join().end()).isEqualTo(End.CUT_OFF);
    }

    @Test
    void close_answerUnderWay_endsItAtOnce() throws RefusedException {
        var running = answers.begin("a", SLOW);

        answers.close();

        assertThat(running.result().join().end()).isEqualTo(End.CUT_OFF);
        carrier.acceptDue(System.nanoTime());
        assertThat(carrier.accepted).isEmpty();
    }

    @Test
    void hangUp_answerThatWaitsForItsFirstToken_takesItBackFromThePublisher() throws RefusedException {
        var running = answers.begin("a", SLOW);
        assertThat(carrier.size()).isEqualTo(1);

        running.hangUp().run();

        assertThat(carrier.size()).isZero();
        assertThat(running.result().join().end()).isEqualTo(End.HUNG_UP);
    }

    @Test
    void hangUp_whileATokenIsUnderWay_holdsTheSessionUntilItIsBack() throws RefusedException {
        var running = answers.begin("a", SLOW);
        var feed = carrier.first();
        feed.begin(1);

        running.hangUp().run();

        assertThat(running.result().join().end()).isEqualTo(End.HUNG_UP);
        assertRefused("a", Reason.SESSION_BUSY);
        feed.returned(false, System.nanoTime());
        answers.begin("a", SLOW);
        assertThat(answers.underWay()).isEqualTo(1);
    }

    @Test
    void hangUp_afterATokenThatMayStillArrive_holdsTheSessionForTheDeadline() throws RefusedException {
        var running = answers.begin("a", SLOW);
        carrier.first().begin(1);
        // What becomes of a request is not known, and not asked any more.
        var heldUntilNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        carrier.first().returned(true, heldUntilNs - TimeUnit.MILLISECONDS.toNanos(50));

        running.hangUp().run();

        assertThat(answers.underWay()).isZero();
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> answers.begin("a", SLOW))
                .satisfies(e -> assertThat(e.retryAfter()).isBetween(Duration.ofSeconds(50), Duration.ofSeconds(60)));
        answers.begin("b", SLOW);
    }

    @Test
    void hangUp_afterATokenThatCannotArriveAnyMore_holdsNothing() throws RefusedException {
        var running = answers.begin("a", SLOW);
        carrier.first().begin(1);
        carrier.first().returned(true, System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(50));

        running.hangUp().run();

        answers.begin("a", SLOW);
    }

    private String refusal(String session) {
        return String.valueOf(catchThrowableOfType(RefusedException.class, () -> answers.begin(session, SLOW))
                .getMessage());
    }

    private void assertRefused(String session, Reason reason) {
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> answers.begin(session, SLOW))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(reason));
    }
}
