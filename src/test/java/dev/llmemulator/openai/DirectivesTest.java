package dev.llmemulator.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.llmemulator.answer.Models;
import dev.llmemulator.answer.Stall;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DirectivesTest {
    private static final Directives NONE = Directives.of("", "messages");

    private static final String ALL = "[[words=200 delay=0.01 ttft=0.3 model=chat seed=-42 traced tag=aB12 status=429"
            + " retry_after=2 break=50 stall=2.5s@50 malformed=7]]";

    @Test
    void directives_amongOtherText_areRead() {
        assertThat(Directives.of("Please answer: " + ALL + " (and be brief)", "messages"))
                .isEqualTo(new Directives(
                        Models.named("chat").orElseThrow(),
                        200,
                        Duration.ofMillis(10),
                        Duration.ofMillis(300),
                        -42L,
                        true,
                        "aB12",
                        429,
                        2,
                        50,
                        new Stall(50, Duration.ofMillis(2_500)),
                        7));
    }

    @Test
    void directives_inSeveralBrackets_countTogether() {
        assertThat(Directives.of("[[words=3]] and\n[[ seed=4 ]]", "messages"))
                .isEqualTo(Directives.of("[[words=3\tseed=4]]", "messages"));
        assertThat(Directives.of("[[[words=3]]]", "messages").words()).isEqualTo(3);
        assertThat(Directives.of("[[stall=500ms@1]]", "messages").stall())
                .isEqualTo(new Stall(1, Duration.ofMillis(500)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "words=3",
                "[words=3]",
                "[[1,2],[3,4]]",
                "if [[ -f x ]]; then",
                "[[",
                "[[ ]]",
                "a[[i]",
                "[[ x ]]",
                "see [[Main Page]] and [[wordsmith|a smith]]",
                "if [[ a == b ]]; then",
                "[[three words]]",
                "[[not closed",
                "]]words=3[["
            })
    void text_withoutDirectives_isIgnored(String text) {
        assertThat(Directives.of(text, "messages")).isEqualTo(NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[[wrods=3]]            | Unknown directive 'wrods'. Known are words, delay, ttft, model, seed, traced",
                "[[Words=3]]            | Unknown directive 'Words'",
                "[[words three]]        | Unknown directive 'three'",
                "[[x=1]]                | Unknown directive 'x'",
                "[[words=3 x]]          | Unknown directive 'x'",
                "[[words=3,seed=4]]     | Directive 'words=3,seed=4' must be a whole number from 1 to 100000",
                "[[words=0]]            | Directive 'words=0' must be a whole number from 1 to 100000",
                "[[words=100001]]       | must be a whole number from 1 to 100000",
                "[[words=99999999999]]  | must be a whole number",
                "[[words=-1]]           | must be a whole number",
                "[[words=3.5]]          | must be a whole number",
                "[[words=]]             | Directive 'words=' needs a value",
                "[[words]]              | Directive 'words' needs a value",
                "[[words = 3]]          | Unknown directive '='",
                "[[words=3 words=3]]    | Directive 'words' is given twice",
                "[[words=3]] [[words=4]]| Directive 'words' is given twice",
                "[[delay=61]]           | Directive 'delay=61' must be a number of seconds from 0 to 60",
                "[[delay=1e1]]          | must be a number of seconds",
                "[[ttft=601]]           | must be a number of seconds from 0 to 600",
                "[[model=gpt-4o]]       | must be one of constant, chat",
                "[[seed=x]]             | must be a whole number of 64 bits",
                "[[traced=1]]           | takes no value",
                "[[tag=abcd]]           | means nothing without traced",
                "[[traced tag=abc]]     | must be 4 to 8 letters and digits",
                "[[status=404]]         | must be 429, 500 or 503",
                "[[retry_after=3]]      | means nothing without status",
                "[[break=-1]]           | must be a whole number from 0",
                "[[stall=2s]]           | must be a time and a number of tokens",
                "[[stall=2@50]]         | must be a time",
                "[[stall=601s@5]]       | must be a time",
                "[[stall=2s@100001]]    | must be a time",
                "[[stall=2s@5@6]]       | must be a time",
                "[[malformed=x]]        | must be a whole number",
                "[[words=3]             | The directive '[[words=3' is not closed by ']]'",
                "[[words=3 and more     | is not closed",
            })
    void directive_thatIsWrong_isRefusedByName(String text, String message) {
        assertThatExceptionOfType(OpenAiException.class)
                .isThrownBy(() -> Directives.of(text, "input"))
                .withMessageContaining(message)
                .satisfies(e -> assertThat(e.error.param()).isEqualTo("input"))
                .satisfies(e -> assertThat(e.error.code()).isEqualTo("invalid_directive"));
    }

    @Test
    @Timeout(10)
    void text_madeToBeSlow_isReadQuickly() {
        for (var part : List.of("[", "[[", "[[a", "[[ ", "[[a=", "]", "[[a ")) {
            var text = part.repeat(1_000_000 / part.length()) + "[[words=3";
            assertThatExceptionOfType(OpenAiException.class).isThrownBy(() -> Directives.of(text + "]", "messages"));
        }
    }
}
