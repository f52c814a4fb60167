package dev.llmemulator.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionPatternTest {
    @ParameterizedTest
    @ValueSource(strings = {"{sub}", "*", "demo-*", "chat-{sub}", "{user_id}_*", "a{https://x/y}-b*"})
    void read_usable_isWrittenTheSameWay(String text) {
        assertThat(SessionPattern.read(text)).hasToString("Optional[" + text + "]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "demo", "{sub}*", "{sub}{iss}", "{}", "{sub", "*{sub}", "a b*", "{sub}-**", "{a b}"})
    void read_thatWouldMixBearersOrMeansNothing_isRefused(String text) {
        assertThat(SessionPattern.read(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            {sub},      alice,      alice,     true
            {sub},      alice2,     alice,     false
            {sub},      alic,       alice,     false
            {sub},      alice,      -,         false
            {sub},      '',         '',        false
            c-{sub},    c-alice,    alice,     true
            {sub}_*,    alice_,     alice,     true
            {sub}_*,    alice_7,    alice,     true
            {sub}_*,    alice,      alice,     false
            {sub}_*,    alicia_7,   alice,     false
            {sub}_*,    a_b_7,      a,         true
            {sub}_*,    a_b_7,      a_b,       false
            {sub}--*,   a---7,      a,         true
            {sub}--*,   a---7,      a-,        false
            *,          anything,   -,         true
            demo-*,     demo-7,     -,         true
            demo-*,     dem,        -,         false
            """)
    void covers_session_onlyThoseOfTheBearer(String pattern, String session, @Nullable String value, boolean covered) {
        assertThat(SessionPattern.read(pattern).orElseThrow().covers(session, value))
                .isEqualTo(covered);
    }
}
