package dev.llmemulator.load.traced;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.answer.Answer;
import dev.llmemulator.load.client.Anomaly;
import dev.llmemulator.load.client.AnomalyKind;
import dev.llmemulator.publication.TracedText;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Traced text in the forms that backends give it. */
class TracedReaderTest {
    private static final String TAG = "a7k3Qx";
    private static final long SENT_US = 1_795_000_000_000_123L;

    private static final String LOREM = TracedText.token(TAG, 0, "Lorem ", SENT_US);
    private static final String IPSUM = TracedText.token(TAG, 1, "ipsum, ", SENT_US + 10);
    private static final String DOLOR = TracedText.token(TAG, 2, "dolor.", SENT_US + 20);
    private static final String END = TracedText.end(TAG, 3, Answer.sha256("Lorem ipsum, dolor."));

    private final Heard heard = new Heard();
    private final TracedReader reader = new TracedReader(TAG, heard);

    @Test
    void token_ofSeveralPieces_isReceivedWithThePieceThatCompletesIt() {
        reader.delta(LOREM.substring(0, 9), 1);
        reader.delta(LOREM.substring(9) + IPSUM + DOLOR.substring(0, 2), 2);
        reader.delta(DOLOR.substring(2, DOLOR.length() - 1), 3);
        reader.delta(";", 4);
        reader.delta(END, 5);

        assertThat(heard.tokens)
                .containsExactly(
                        new Heard.Token(0, "Lorem ", SENT_US, 2),
                        new Heard.Token(1, "ipsum, ", SENT_US + 10, 2),
                        new Heard.Token(2, "dolor.", SENT_US + 20, 4));
        assertThat(heard.ends).isOne();
        assertThat(heard.endUs).isEqualTo(5);
        assertThat(reader.judge()).isEmpty();
    }

    @Test
    void token_ofSnapshots_isReceivedWithTheFirstOneThatHasItWhole() {
        reader.snapshot("", 1);
        reader.snapshot("> " + LOREM + "\u258c", 2);
        reader.snapshot("> " + LOREM + IPSUM.strip() + "\u258c", 3);
        reader.snapshot("> " + LOREM + IPSUM + DOLOR + END, 4);
        reader.snapshot("> " + LOREM + IPSUM + DOLOR + END, 5);

        assertThat(heard.tokens).extracting(Heard.Token::receivedUs).containsExactly(2L, 3L, 4L);
        assertThat(heard.endUs).isEqualTo(4);
        assertThat(reader.judge()).isEmpty();
    }

    @Test
    void snapshot_thatComesLate_isReorderedAndTakesNothingBack() {
        reader.snapshot(LOREM + IPSUM + DOLOR, 1);
        reader.snapshot(LOREM, 2);
        reader.snapshot(LOREM + IPSUM, 3);
        reader.snapshot(LOREM + IPSUM + DOLOR + END, 4);

        assertThat(heard.tokens).hasSize(3);
        assertThat(reader.judge())
                .containsExactly(new Anomaly(AnomalyKind.REORDERED, 1, 2, "the text went back to before it"));
    }

    @Test
    void snapshot_thatWasRewritten_isJudgedAnew() {
        reader.snapshot(LOREM + IPSUM, 1);
        reader.snapshot("**Answer**\n" + LOREM + DOLOR + END, 2);

        assertThat(heard.tokens).extracting(Heard.Token::receivedUs).containsExactly(1L, 1L, 2L);
        assertThat(reader.judge()).containsExactly(new Anomaly(AnomalyKind.LOST, 1, 1, ""));
    }

    @Test
    void snapshot_ofAnotherAnswer_isForeignAlsoWhenTheOwnOneFollows() {
        reader.snapshot(TracedText.token("other", 0, "Sed ", SENT_US), 1);
        reader.snapshot(LOREM + IPSUM + DOLOR + END, 2);

        assertThat(reader.judge()).containsExactly(new Anomaly(AnomalyKind.FOREIGN_SESSION, 0, 1, "other"));
    }

    @Test
    void delta_ofAnotherAnswerInPlaceOfOwnOne_isForeignBeforeItIsLost() {
        reader.delta(LOREM + TracedText.token("other", 1, "Sed ", SENT_US) + DOLOR + END, 1);

        assertThat(reader.judge())
                .extracting(Anomaly::kind)
                .containsExactly(AnomalyKind.FOREIGN_SESSION, AnomalyKind.LOST);
    }

    @Test
    void text_betweenTokens_isAltered() {
        reader.delta(LOREM + "[still thinking] " + IPSUM + DOLOR + END, 1);

        assertThat(reader.judge()).containsExactly(new Anomaly(AnomalyKind.ALTERED, 0, 1, "other text after it"));
    }

    @Test
    void end_thatIsNotToCome_isNoFault() {
        reader.delta(LOREM, 1);
        reader.breakOff();

        assertThat(reader.judge()).isEmpty();
        assertThat(reader.isIncomplete()).isFalse();
    }

    @Test
    void text_withoutAnyTrace_hasNoEnd() {
        reader.delta("It is: 5 o'clock; or so.", 1);

        assertThat(reader.judge()).containsExactly(new Anomaly(AnomalyKind.NO_MARKER, -1, 1, "0 tokens came"));
    }

    /** The promise of the check characters. */
    @ParameterizedTest
    @ValueSource(strings = {"Lorem ", " exercitation", "\u8a9e\ud83d\ude00 ", ""})
    void trace_withOneCharacterOrTwoNeighboursChanged_isNeverRead(String word) {
        for (String text : new String[] {TracedText.token(TAG, 4711, word, SENT_US), END}) {
            var piece = text.strip();
            for (var at = 0; at < piece.length(); at++) {
                for (char other : (IntStream.range(0, 256)
                                        .mapToObj(Character::toString)
                                        .reduce("", String::concat) + "\u8a9e\ud83d\uffff")
                        .toCharArray()) {
                    assertThat(isRead(piece.substring(0, at) + other + piece.substring(at + 1)))
                            .as("%s with %s at %d", piece, other, at)
                            .isEqualTo(other == piece.charAt(at));
                }
                if (at > 0) {
                    var swapped = piece.substring(0, at - 1)
                            + piece.charAt(at)
                            + piece.charAt(at - 1)
                            + piece.substring(at + 1);
                    assertThat(isRead(swapped)).as(swapped).isEqualTo(swapped.equals(piece));
                }
            }
        }
    }

    private static boolean isRead(String piece) {
        var trace = new Trace();
        var text = new StringBuilder(piece);
        return IntStream.range(0, piece.length())
                .filter(at -> piece.charAt(at) == ';')
                .anyMatch(close -> trace.read(text, 0, close));
    }
}
