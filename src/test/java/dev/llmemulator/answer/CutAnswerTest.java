package dev.llmemulator.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that are cut after so many tokens, and answers that stall. */
class CutAnswerTest {
    private static final long SEED = 3;

    private static List<String> tokens(Answer answer) {
        var tokens = new ArrayList<String>();
        answer.tokens().forEachRemaining(tokens::add);
        return tokens;
    }

    private static List<Long> dueMs(Answer answer) {
        var schedule = answer.schedule();
        var dues = new ArrayList<Long>();
        for (var tokens = answer.tokens(); tokens.hasNext(); ) {
            tokens.next();
            dues.add(TimeUnit.NANOSECONDS.toMillis(schedule.nextDueNs(tokens.startsSentence())));
        }
        return dues;
    }

    @ParameterizedTest
    @ValueSource(strings = {"constant", "chat"})
    void answer_thatIsCut_isTheBeginningOfTheWholeOne(String name) {
        var model = Models.named(name).orElseThrow().withWords(50);
        var whole = new Answer(model, SEED);

        for (var most : new int[] {1, 7, whole.tokenCount() - 1}) {
            var cut = new Answer(model, SEED, most, Stall.NONE);
            assertThat(tokens(cut)).isEqualTo(tokens(whole).subList(0, most));
            assertThat(cut.text()).isEqualTo(String.join("", tokens(cut)));
            assertThat(cut.tokenCount()).isEqualTo(most);
            assertThat(cut.isCut()).isTrue();
            assertThat(dueMs(cut)).isEqualTo(dueMs(whole).subList(0, most));
        }
        var uncut = new Answer(model, SEED, whole.tokenCount(), Stall.NONE);
        assertThat(uncut.isCut()).isFalse();
        assertThat(uncut.text()).isEqualTo(whole.text());
    }

    @Test
    void answer_thatStalls_isLaterFromThere() {
        var model = Model.constant(5, Duration.ofMillis(100), Duration.ofMillis(10));

        assertThat(dueMs(new Answer(model, SEED, 100, new Stall(2, Duration.ofSeconds(1)))))
                .containsExactly(100L, 110L, 1_120L, 1_130L, 1_140L);
        assertThat(dueMs(new Answer(model, SEED, 100, new Stall(0, Duration.ofSeconds(1)))))
                .containsExactly(1_100L, 1_110L, 1_120L, 1_130L, 1_140L);
        assertThat(dueMs(new Answer(model, SEED, 100, new Stall(5, Duration.ofSeconds(1)))))
                .containsExactly(100L, 110L, 120L, 130L, 140L);
    }

    @Test
    void endsWithin_ofAnAnswerThatIsCutOrStalls_knowsIt() {
        var model = Model.constant(100, Duration.ZERO, Duration.ofSeconds(1));

        assertThat(new Answer(model, SEED, 11, Stall.NONE).endsWithin(Duration.ofSeconds(10)))
                .isTrue();
        assertThat(new Answer(model, SEED, 12, Stall.NONE).endsWithin(Duration.ofSeconds(10)))
                .isFalse();
        var stall = new Stall(5, Duration.ofSeconds(5));
        assertThat(new Answer(model, SEED, 6, stall).endsWithin(Duration.ofSeconds(10)))
                .isTrue();
        assertThat(new Answer(model, SEED, 7, stall).endsWithin(Duration.ofSeconds(10)))
                .isFalse();
        assertThat(new Answer(model, SEED, 5, stall).endsWithin(Duration.ofSeconds(4)))
                .isTrue();
    }
}
