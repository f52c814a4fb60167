package dev.llmemulator.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmemulator.answer.Model;
import dev.llmemulator.answer.Models;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmulatorSettingsTest {
    private static final Map<String, String> REQUIRED = Map.of("CENTRIFUGO_HTTP_API_KEY", "s3cret");

    /** The required settings and these, each with its value after it. */
    private static EmulatorSettings with(String... more) {
        var values = new HashMap<>(REQUIRED);
        for (var i = 0; i < more.length; i += 2) {
            values.put(more[i], more[i + 1]);
        }
        return EmulatorSettings.from(values);
    }

    @Test
    void from_onlyTheRequired_hasThePromisedDefaults() {
        var settings = EmulatorSettings.from(REQUIRED);

        assertThat(settings.model()).isEqualTo(Model.constant(100, Duration.ZERO, Duration.ofMillis(10)));
        assertThat(settings.http().port()).isEqualTo(8001);
        assertThat(settings.http().host()).isEqualTo("127.0.0.1");
        assertThat(settings.publish().apiUrls())
                .containsExactly(URI.create("http://127.0.0.1:8100"), URI.create("http://127.0.0.1:8200"));
    }

    @Test
    void from_withoutTheKey_saysWhatIsMissing() {
        assertThatThrownBy(() -> EmulatorSettings.from(Map.of()))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("CENTRIFUGO_HTTP_API_KEY is missing");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            PORT                     | 65536               | from 0 to 65535
            PORT                     | http                | from 0 to 65535
            PORT                     | 80.5                | from 0 to 65535
            RESPONSE_LENGTH_WORDS    | 0                   | from 1 to 100000
            RESPONSE_LENGTH_WORDS    | 100001              | from 1 to 100000
            TOKEN_DELAY_SECONDS      | -0.01               | from 0 to 60
            TOKEN_DELAY_SECONDS      | 60.001              | from 0 to 60
            TOKEN_DELAY_SECONDS      | NaN                 | from 0 to 60
            TOKEN_DELAY_SECONDS      | 10ms                | from 0 to 60
            MODEL                    | Chat                | one of constant, chat, fast, brief, reasoning, writer
            TTFT_SECONDS             | 1e9                 | from 0 to 600
            MAX_ANSWERS              | 0                   | from 1 to 1000000
            MAX_LAG_SECONDS          | 0                   | from 0.01 to 60
            PUBLISH_LANES            | 65                  | from 1 to 64
            PUBLISH_BATCH_SIZE       | 1001                | from 1 to 1000
            PUBLISH_TIMEOUT_SECONDS  | 61                  | from 0.01 to 60
            PUBLISH_DEADLINE_SECONDS | 0                   | from 0.01 to 600
            SHUTDOWN_GRACE_SECONDS   | 3601                | from 0 to 3600
            CENTRIFUGO_API_URLS      | ,                   | at least one address
            CENTRIFUGO_API_URLS      | ftp://127.0.0.1     | http://host:port
            CENTRIFUGO_API_URLS      | http://a:8100,b     | http://host:port
            CENTRIFUGO_API_URLS      | http://a:99999      | http://host:port
            """)
    void from_valueOutOfBounds_namesSettingValueAndBound(String name, String value, String bound) {
        assertThatThrownBy(() -> with(name, value))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("Setting %s has the value \"%s\", but must be ", name, value)
                .hasMessageContaining(bound);
    }

    @Test
    void from_flagAndVariable_letsTheFlagWinAndNamesItInErrors() {
        assertThat(with("PORT", "9001", "--port", "9002").http().port()).isEqualTo(9002);

        assertThatThrownBy(() -> with("PORT", "9001", "--port", "99999"))
                .hasMessage("Setting --port has the value \"99999\", but must be a whole number from 0 to 65535.");
    }

    @Test
    void from_model_isThatModelWithTheNumbersSetByHand() {
        var chat = Models.named("chat").orElseThrow();
        assertThat(with("MODEL", "chat").model()).isEqualTo(chat);

        assertThat(with("MODEL", "chat", "RESPONSE_LENGTH_WORDS", "33333", "TTFT_SECONDS", "2")
                        .model())
                .isEqualTo(chat.withWords(33_333).withTtft(Duration.ofSeconds(2)));

        assertThatThrownBy(() -> with("MODEL", "chat", "RESPONSE_LENGTH_WORDS", "33334"))
                .hasMessageContaining("from 1 to 33333");
    }

    @Test
    void from_fractionsOfSeconds_areExact() {
        assertThat(with("TOKEN_DELAY_SECONDS", " 0.0000015 ").model())
                .isEqualTo(Model.constant(100, Duration.ZERO, Duration.ofNanos(1_500)));
    }

    @Test
    void toString_ofAll_keepsTheKeyToItself() {
        assertThat(EmulatorSettings.from(REQUIRED).toString()).doesNotContain("s3cret");
    }
}
