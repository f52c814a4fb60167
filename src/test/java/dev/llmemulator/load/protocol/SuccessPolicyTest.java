package dev.llmemulator.load.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.load.client.Anomaly;
import dev.llmemulator.load.client.AnomalyKind;
import java.util.List;
import org.junit.jupiter.api.Test;

class SuccessPolicyTest {
    private static final Anomaly NO_MARKER = new Anomaly(AnomalyKind.NO_MARKER, -1, 1, "");
    private static final Anomaly LOST = new Anomaly(AnomalyKind.LOST, 3, 1, "");

    @Test
    void complete_everythingHere_succeeds() {
        var answer = new ReceivedAnswer(10, true, false, false, List.of());
        assertThat(SuccessPolicy.complete().violations(answer)).isEmpty();
        assertThat(SuccessPolicy.complete().missing(answer)).isEmpty();
    }

    @Test
    void complete_noReply_isATimeout() {
        var answer = new ReceivedAnswer(10, false, false, false, List.of());
        assertThat(SuccessPolicy.complete().missing(answer)).contains(new Failure("timeout", "timeout: no HTTP reply"));
    }

    @Test
    void complete_refused_owesNoMarker() {
        var answer = new ReceivedAnswer(10, false, true, false, List.of(LOST, NO_MARKER));
        assertThat(SuccessPolicy.complete().violations(answer)).containsExactly(LOST);
    }

    @Test
    void complete_stopped_lacksItsMarker() {
        var answer = new ReceivedAnswer(10, false, false, true, List.of(NO_MARKER));
        assertThat(SuccessPolicy.complete().violations(answer)).containsExactly(NO_MARKER);
    }

    @Test
    void stoppedAfter_enoughTokens_succeedsWithoutMarkerAndReply() {
        var answer = new ReceivedAnswer(5, false, false, true, List.of(NO_MARKER));
        assertThat(SuccessPolicy.stoppedAfter(5).violations(answer)).isEmpty();
        assertThat(SuccessPolicy.stoppedAfter(5).missing(answer)).isEmpty();
    }

    @Test
    void stoppedAfter_tooFewTokens_fails() {
        var answer = new ReceivedAnswer(4, false, false, true, List.of(NO_MARKER));
        assertThat(SuccessPolicy.stoppedAfter(5).missing(answer))
                .contains(new Failure("stopped too early", "stopped too early, after 4 of 5 tokens"));
    }

    @Test
    void stoppedAfter_tokenLost_isAViolation() {
        var answer = new ReceivedAnswer(5, false, false, true, List.of(LOST, NO_MARKER));
        assertThat(SuccessPolicy.stoppedAfter(5).violations(answer)).containsExactly(LOST);
    }

    @Test
    void stoppedAfter_neverStopped_fails() {
        var answer = new ReceivedAnswer(10, true, false, false, List.of());
        assertThat(SuccessPolicy.stoppedAfter(5).missing(answer))
                .contains(Failure.of("the answer ended before its user stopped it"));
    }
}
