package dev.llmemulator.load.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What others say, made fit to be shown: reasons, and the codes that come with them. */
class OneLineTest {
    @Test
    void of_anything_isOneShortPrintableLine() {
        assertThat(OneLine.of(" a\r\n\tb\u0000\u001b[2J\u202ec\u2028d \u00a0e\ud83d "))
                .isEqualTo("a b [2J c d e");
        assertThat(OneLine.of("stra\u00dfe \ud83d\ude00")).isEqualTo("stra\u00dfe \ud83d\ude00");
        assertThat(OneLine.of("x".repeat(160))).hasSize(160).endsWith("x");
        assertThat(OneLine.of("x".repeat(15_000_000))).hasSize(160).endsWith("…");
        assertThat(OneLine.of("x" + "\ud83d\ude00".repeat(100))).hasSize(160).endsWith("\ude00…");
        assertThat(OneLine.of(" ".repeat(10_000) + "x")).isEqualTo("…");
        assertThat(OneLine.of("")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "3000 | ''       | 3000; a client may come back",
                "3499 | x        | 3499 x; a client may come back",
                "3500 | x        | 3500 x; a client must not come back",
                "3999 | x        | 3999 x; a client must not come back",
                "4000 | x        | 4000 x; a client may come back",
                "4499 | x        | 4499 x; a client may come back",
                "4500 | x        | 4500 x; a client must not come back",
                "4999 | a\u0007b | 4999 a b; a client must not come back",
                "5000 | x        | 5000 x",
                "1000 | ''       | 1000 Bye; a client may come back",
                "1001 | shutdown | 1001 shutdown; a client may come back",
                "1009 | ''       | 1009 Message too big; a client must not come back",
                "-1   | ''       | no code; a client may come back",
                "77   | ''       | 77; a client may come back",
            })
    void closeCode_saysWhetherAClientMayComeBack(int code, String reason, String told) {
        assertThat(CloseCode.describe(code, reason)).isEqualTo(told);
    }
}
