package dev.llmemulator.load.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DirectivesTest {
    @Test
    void question_ofALength_hasFourLettersForAToken_upToTheLimit() {
        assertThat(Directives.question(3, 100)).isEqualTo("ask ask ask ");
        assertThat(Directives.question(0, 100)).isEmpty();
        assertThat(Directives.question(31_000, 60_000)).hasSize(60_000);
        assertThat(Directives.question(null, 100)).isNotBlank();
    }
}
