package dev.llmemulator.load.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Single streams by hand; {@link IntegrityMutationTest} has the faults of all kinds. */
class StreamRecordTest {
    private static final String CHANNEL = "session:mine";
    private static final String TEXT = "zero one two three ";
    private static final List<String> TOKENS = List.of("zero ", "one ", "two ", "three ");
    private static final String HASH = Sha256.of(TEXT);
    private static final HttpReply REPLY = new HttpReply(TEXT, 4, HASH, 0, "", "");

    private final StreamRecord record = new StreamRecord(CHANNEL);

    /** Tokens by their indices, some with another text, some with another offset; the marker and the reply are true. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0 1 2 3    | ''
            0 3        | lost token: first at index 1, 2 in all
            0 1 3=four | lost token: first at index 2; altered token: first at index 3 (in the tokens from there to the next lost one)
            0=one 2 3  | lost token: first at index 1; altered token: first at index 0 (in the tokens from there to the next lost one)
            0 3=two    | lost token: first at index 1, 2 in all; altered token: first at index 3 (in the tokens from there to the next lost one)
            0 2 1 3    | reordered token: first at index 1 (came after 2)
            0 2@2 3@4  | lost token: first at index 1; offset gap: first at index 3 (1 missing)
            """)
    void judge_tokens_namesWhatIsWrongWithThem(String tokens, String anomalies) {
        for (String token : tokens.split(" ", -1)) {
            var index = token.charAt(0) - '0';
            var text = token.contains("=") ? token.substring(2) + " " : TOKENS.get(index);
            record.token(CHANNEL, index, text, token.contains("@") ? token.charAt(2) - '0' : index + 1L);
        }
        record.marker(CHANNEL, TOKENS.size(), HASH, 5);
        assertThat(String.join("; ", judged(REPLY))).isEqualTo(anomalies);
    }

    @Test
    void judge_brokenOffWithoutReply_lacksTheMarkerOnly() {
        tokens(0, 1);
        assertThat(judged(null)).containsExactly("no marker (2 tokens came)");
    }

    @Test
    void judge_errorMarker_endsTheStreamWithoutBlamingIt() {
        tokens(0);
        record.errorMarker(CHANNEL, 1, 1, "node down", 2);
        assertThat(record.hasEnded()).isTrue();
        assertThat(record.error()).isEqualTo("node down");
        assertThat(judged(null)).isEmpty();
    }

    @Test
    void judge_errorMarkerAfterLoss_namesTheLoss() {
        tokens(0);
        record.errorMarker(CHANNEL, 3, 1, "node down", 4);
        assertThat(judged(null)).containsExactly("lost token: first at index 1, 2 in all");
    }

    @Test
    void token_absurdIndex_isUnreadableAndCostsNoMemory() {
        assertThat(record.token(CHANNEL, Integer.MAX_VALUE, "x", 1)).isFalse();
        assertThat(record.tokensSeen()).isZero();
        assertThat(judged(null)).contains("unreadable publication (index 2147483647)");
    }

    @Test
    void token_doubled_isNotTheNextOne() {
        tokens(0);
        assertThat(record.token(CHANNEL, 0, "zero ", 1)).isFalse();
        assertThat(record.token(CHANNEL, 1, "one ", 2)).isTrue();
        assertThat(record.tokensSeen()).isEqualTo(2);
    }

    @Test
    void isIncomplete_holeInTheMiddle_untilItIsFilled() {
        tokens(0, 2);
        assertThat(record.isIncomplete()).isTrue();
        tokens(1);
        assertThat(record.isIncomplete()).isFalse();
    }

    @Test
    void lastOffset_unreadablePublication_isItsOwn() {
        tokens(0);
        record.unreadable(CHANNEL, "type \"\"", 2);
        assertThat(record.lastOffset()).isEqualTo(2);
    }

    private void tokens(int... indices) {
        for (int index : indices) {
            record.token(CHANNEL, index, TOKENS.get(index), index + 1L);
        }
    }

    private List<String> judged(@Nullable HttpReply reply) {
        return record.judge(reply).stream().map(Anomaly::describe).toList();
    }
}
