package dev.llmemulator.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OneLineTest {
    @Test
    void of_whatIsNotPrintable_isReplaced() {
        assertThat(OneLine.of("ä\r\n\t\u0000\u007f\u0085\u2028\u202e\ufeffß \ud83d\ude00."))
                .isEqualTo("ä?????????ß ??.");
    }

    @Test
    void of_longText_isCutAndSaysSo() {
        assertThat(OneLine.of("x".repeat(200))).isEqualTo("x".repeat(200));
        assertThat(OneLine.of("x".repeat(201))).isEqualTo("x".repeat(199) + "…");
        assertThat(OneLine.of("")).isEmpty();
    }
}
