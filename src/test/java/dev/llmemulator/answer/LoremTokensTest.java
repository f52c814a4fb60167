package dev.llmemulator.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoremTokensTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 14, 15, 100, 5_000})
    void tokens_joined_areTheText(int words) {
        var answer = answer(words, 42);

        var tokens = tokens(answer);

        assertThat(tokens).hasSize(words);
        assertThat(String.join("", tokens)).isEqualTo(answer.text());
        assertThat(answer.text().split(" ")).hasSize(words);
    }

    @Test
    void text_ofAnyLength_readsLikeText() {
        for (var seed = 0; seed < 200; seed++) {
            var text = answer(1 + seed, seed).text();

            assertThat(text).matches("([A-Z][a-z]*([,]? [a-z]+)*\\. )*[A-Z][a-z]*([,]? [a-z]+)*\\.");
        }
    }

    @Test
    void text_ofOneSeed_staysTheSameForEver() {
        // A fixed expectation on purpose: users compare runs by seed.
        assertThat(answer(12, 7).text())
                .isEqualTo("Enim qui qui anim cillum aute. Nulla tempor magna commodo labore ullamco.");
        assertThat(Answer.sha256("Lorem ipsum"))
                .isEqualTo("a9a66978f378456c818fb8a3e7c6ad3d2c83e62724ccbdea7b36253fb8df5edd");
    }

    @Test
    void text_ofNeighbouringSeeds_differsFromTheFirstWordsOn() {
        var beginnings = new HashSet<String>();
        for (var seed = 0; seed < 1_000; seed++) {
            beginnings.add(answer(4, seed).text());
        }

        assertThat(beginnings).hasSizeGreaterThan(990);
    }

    @Test
    void text_ofManyWords_drawsEveryWordAboutAsOften() {
        var words = List.of(answer(69_000, 1)
                .text()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[.,]", "")
                .split(" "));

        var counts = new HashMap<String, Integer>();
        words.forEach(word -> counts.merge(word, 1, Integer::sum));

        // A word is drawn 1000 times on average, with a standard deviation of 32; "ut", "in" and "dolor" may stand
        // twice in the list.
        assertThat(counts.values()).allMatch(count -> count > 840);
    }

    @Test
    void next_afterTheLast_throws() {
        var tokens = answer(1, 0).tokens();
        tokens.next();

        assertThat(tokens.hasNext()).isFalse();
        assertThatThrownBy(tokens::next).isInstanceOf(NoSuchElementException.class);
    }

    private static Answer answer(int words, long seed) {
        return new Answer(words, Duration.ZERO, Duration.ZERO, seed);
    }

    private static List<String> tokens(Answer answer) {
        var tokens = new ArrayList<String>();
        answer.tokens().forEachRemaining(tokens::add);
        return tokens;
    }
}
