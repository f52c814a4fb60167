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
    void complete_refused_owesNoMarkerButStopped() {
        var refused = new ReceivedAnswer(10, false, true, false, List.of(LOST, NO_MARKER));
        assertThat(SuccessPolicy.complete().violations(refused)).containsExactly(LOST);
        var stopped = new ReceivedAnswer(10, false, false, true, List.of(NO_MARKER));
        assertThat(SuccessPolicy.complete().violations(stopped)).containsExactly(NO_MARKER);
    }

    @Test
    void stoppedAfter_tokens_owesThemWithoutMarkerAndReply() {
        var policy = SuccessPolicy.stoppedAfter(5);
        var enough = new ReceivedAnswer(5, false, false, true, List.of(NO_MARKER));
        assertThat(policy.violations(enough)).isEmpty();
        assertThat(policy.missing(enough)).isEmpty();
        var tooFew = new ReceivedAnswer(4, false, false, true, List.of(NO_MARKER));
        assertThat(policy.missing(tooFew))
                .contains(new Failure("stopped too early", "stopped too early, after 4 of 5 tokens"));
        var lost = new ReceivedAnswer(5, false, false, true, List.of(LOST, NO_MARKER));
        assertThat(policy.violations(lost)).containsExactly(LOST);
        var neverStopped = new ReceivedAnswer(10, true, false, false, List.of());
        assertThat(policy.missing(neverStopped)).contains(Failure.of("the answer ended before its user stopped it"));
    }
}
