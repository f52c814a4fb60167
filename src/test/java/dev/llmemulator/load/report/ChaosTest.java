package dev.llmemulator.load.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChaosTest {
    private static final JsonNode LOST = SummaryJson.tree(ExampleRuns.withFaults(""));
    private static final JsonNode NOT_CAUSED = SummaryJson.tree(ExampleRuns.withFaults("no such part"));
    private static final JsonNode GOOD = good();

    private static JsonNode good() {
        var tree = SummaryJson.tree(ExampleRuns.withFaults(""));
        tree.withObject("/endings").put("silent", 0).put("whole", 990).put("recovered", 10);
        return tree;
    }

    @Test
    void text_goodRun_hasNoProblem() {
        var run = new Chaos.Run("centrifugo-kill", false, GOOD);

        assertThat(run.problem()).isEmpty();
        assertThat(Chaos.text("here", List.of(run)))
                .startsWith("here\n\n| plan | tokens | whole |")
                .contains("| centrifugo-kill | 1000 | 99.0 | 1.0 | 0.0 | 0.0 | 0 | 1 | 17 | ")
                .endsWith("\n1 of 1 plans without a silent violation.\n");
    }

    @Test
    void problem_silentLoss_isOneUnlessItIsKnown() {
        assertThat(new Chaos.Run("any", false, LOST).problem())
                .isEqualTo("1 answers failed in silence: 1 x lost token");

        var known = new Chaos.Run("any", true, LOST);
        assertThat(known.problem()).isEmpty();
        assertThat(Chaos.text("here", List.of(known)))
                .contains("- any, as it is known to: 1 answers failed in silence: 1 x lost token")
                .endsWith("\n0 of 1 plans without a silent violation.\n");
    }

    @Test
    void problem_faultNotCaused_orNoSummary_isOneEvenIfSilenceIsKnown() {
        assertThat(new Chaos.Run("any", true, NOT_CAUSED).problem())
                .isEqualTo("not caused: start centrifugo1: no such part");
        assertThat(new Chaos.Run("any", true, null).problem()).isEqualTo("the run has no summary");
    }
}
