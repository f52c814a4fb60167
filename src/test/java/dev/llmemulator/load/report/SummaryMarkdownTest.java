package dev.llmemulator.load.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SummaryMarkdownTest {
    @Test
    void of_passedRun_hasVerdictCriteriaFiguresAndSettings() {
        assertThat(SummaryMarkdown.of(ExampleRuns.passed()))
                .startsWith("## StreamedAnswers\n\n**PASSED: 1000 answers, 1000 tokens, 0 violations, 0 errors**\n\n")
                .contains("\n| answers are whole | at most 0 failed | 0 failed | met |\n")
                .contains("\n| milliseconds | count | p50 | p95 | p99 | max |\n|---|---|---|---|---|---|\n")
                .contains("\n| TTFT | 1000 | 6.0 | 10.5 | 10.9 | 11.0 |\n")
                .contains("\n| own GC pauses, open files | 8 in 0.15 s, longest 33 ms; 595 of 20000 |\n")
                .contains("\n| clients | 10 |\n");
    }

    @Test
    void of_tooFewValues_saysNotAvailable() {
        assertThat(SummaryMarkdown.of(ExampleRuns.interrupted()))
                .contains("**INTERRUPTED: stopped after 3 of 1000 answers**")
                .contains("\n| TTFT | 3 | n/a | n/a | n/a | 1.0 |\n")
                .contains("| not met |");
    }

    @Test
    void of_modelThatDraws_namesItAndNoNumbersOfItsOwn() {
        assertThat(SummaryMarkdown.of(ExampleRuns.ofAModel()))
                .contains("\n| cycles | 5 |\n| model | chat |\n| maxConcurrent | 10 |\n")
                .contains("\n| answer / ideal | 1000 |");
    }

    @Test
    void of_messageWithMarkup_isShownAsItWas() {
        assertThat(SummaryMarkdown.of(ExampleRuns.failedBecause("a|b <img> & `c` *d*\n# e")))
                .contains("a\\|b &lt;img&gt; &amp; \\`c\\` \\*d\\* \\# e (1) | not met |");
    }
}
