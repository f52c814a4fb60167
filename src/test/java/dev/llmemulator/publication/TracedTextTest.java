package dev.llmemulator.publication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TracedTextTest {
    private static final String HASH = "c9f8".repeat(16);

    /** What is written in docs/traced-text.md, so that others can read it. */
    @Test
    void token_isWrittenAsPromised() {
        assertThat(TracedText.token("a7k3Qx", 42, "Lorem, ", 1_795_508_400_123_456L))
                .isEqualTo("Lorem,:00g8Dqvnehl261a7k3QxPTx; ");
        assertThat(TracedText.end("a7k3Qx", 100, HASH)).isEqualTo(":.01c" + HASH + "a7k3QxaIV;");
    }

    @Test
    void token_hasCharactersThatJsonHtmlAndMarkdownLeaveAlone() {
        assertThat(TracedText.token("a7k3Qx", 99_999, "", Long.MAX_VALUE >> 10) + TracedText.end("a7k3Qx", 1, HASH))
                .matches("[0-9A-Za-z.:;]*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "abcdefghi", "a-b-c", "\u00e4\u00f6\u00fc\u00df", "a b c"})
    void tag_thatIsNone_isRefused(String tag) {
        assertThat(TracedText.isTag(tag)).isFalse();
        assertThatThrownBy(() -> TracedText.token(tag, 0, "Lorem ", 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("4 to 8");
    }

    @Test
    void numberOrText_thatDoesNotFit_isRefused() {
        assertThatThrownBy(() -> TracedText.token("abcd", 238_328, "Lorem ", 1)).hasMessageContaining("238328");
        assertThatThrownBy(() -> TracedText.token("abcd", -1, "Lorem ", 1)).hasMessageContaining("-1");
        assertThatThrownBy(() -> TracedText.token("abcd", 0, "x".repeat(62), 1)).hasMessageContaining("62");
    }
}
