package dev.llmemulator.load.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SentenceTest {
    static Stream<Arguments> runs() {
        return Stream.of(
                Arguments.of(
                        ExampleRuns.passed(),
                        "All 1000 answers arrived complete; the slowest 1 % of tokens came at least 11 ms late."),
                Arguments.of(
                        ExampleRuns.failed(),
                        "987 of 1000 answers arrived complete, 13 failed, some with lost or damaged tokens;"
                                + " the slowest 5 % of tokens came at least 10 ms late."),
                Arguments.of(
                        ExampleRuns.failedBecause("POST replied 500"), "None of 1 answers arrived complete, 1 failed."),
                Arguments.of(
                        ExampleRuns.withFailures(2),
                        "998 of 1000 answers arrived complete, 2 failed, which this run allows;"
                                + " the slowest 5 % of tokens came at least 10 ms late."),
                Arguments.of(
                        ExampleRuns.unfinished(),
                        "30 of 1000 answers arrived complete, 970 never ended;"
                                + " the slower half of the tokens came at least 0.8 ms late."),
                Arguments.of(
                        ExampleRuns.invalid(),
                        "The load test itself could not keep up, so the figures do not describe the system."),
                Arguments.of(
                        ExampleRuns.interrupted(),
                        "The run was stopped early: 3 of 1000 answers had arrived complete,"
                                + " so the figures describe only a part of it."),
                Arguments.of(
                        ExampleRuns.empty(),
                        "The run broke down: 0 of 1000 answers had arrived complete,"
                                + " so the figures describe only a part of it."),
                Arguments.of(
                        ExampleRuns.withoutIdeal(),
                        "The only answer arrived complete; how late tokens were is not known."),
                Arguments.of(
                        ExampleRuns.eventStream(),
                        "The only answer arrived complete; from the LLM to the browser the slowest 5 % of tokens"
                                + " took at least 2.0 ms."),
                Arguments.of(
                        ExampleRuns.passedWithFewTokens(),
                        "All 3 answers arrived complete; too few tokens came to say how late the slow ones are."));
    }

    @ParameterizedTest
    @MethodSource("runs")
    void of_run_saysNoMoreThanWasMeasured(Summary run, String sentence) {
        assertThat(Sentence.of(run)).isEqualTo(sentence);
    }

    @Test
    void sentence_isInConsoleMarkdownAndJson() {
        var run = ExampleRuns.passed();
        var sentence = Sentence.of(run);
        assertThat(SummaryText.of(run).lines().skip(2).findFirst()).contains(sentence);
        assertThat(SummaryMarkdown.of(run)).contains("errors**\n\n" + sentence + "\n\n");
        assertThat(SummaryJson.tree(run).path("sentence").asText()).isEqualTo(sentence);
    }
}
