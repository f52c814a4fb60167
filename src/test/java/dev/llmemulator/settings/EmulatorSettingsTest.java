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
            CENTRIFUGO_API_URLS      | http://127.0.0.1:0  | http://host:port
            CENTRIFUGO_API_URLS      | http://a:8100#b     | http://host:port
            MAX_ANSWER_SECONDS       | 0                   | from 0.1 to 86400
            MAX_ANSWER_SECONDS       | 86401               | from 0.1 to 86400
            CORS_ORIGINS             | example.com         | one origin like https://
            CORS_ORIGINS             | https://a/          | one origin like https://
            CORS_ORIGINS             | https://a,*         | one origin like https://
            CORS_ORIGINS             | https://*.a         | one origin like https://
            CORS_ORIGINS             | ws://a              | one origin like https://
            CORS_ORIGINS             | null                | one origin like https://
            JWT_JWKS_URL             | file:///etc/passwd  | http:// or https://
            JWT_CLOCK_SKEW_SECONDS   | 301                 | from 0 to 300
            JWT_SESSIONS             | {sub}*              | at most one claim
            CLIENT_QUESTIONS_PER_SECOND | 0                | from 0.01 to 100000
            CLIENT_QUESTIONS_PER_SECOND | NaN              | from 0.01 to 100000
            CLIENT_ANSWERS           | 0                   | from 1 to 1000000
            CLIENT_TOKENS_PER_SECOND | 0.5                 | from 1 to 10000000
            TRUSTED_PROXIES          | 10.0.0.0/33         | at least one address
            TRUSTED_PROXIES          | fd00::/129          | at least one address
            TRUSTED_PROXIES          | 10.0.0.0/-1         | at least one address
            TRUSTED_PROXIES          | 10.0.0              | at least one address
            TRUSTED_PROXIES          | 256.0.0.1           | at least one address
            TRUSTED_PROXIES          | haproxy             | at least one address
            CLIENT_ADDRESS_HEADER    | X-Real-IP           | one of X-Forwarded-For, Forwarded
            ALLOWED_HOSTS            | a:80                | one host name
            ALLOWED_HOSTS            | *.a                 | one host name
            ADMIN_PORT               | -1                  | from 0 to 65535
            ADMIN_ONLY               | yes                 | true or false
            MODEL_ALIASES            | gpt-4o              | at least one NAME=MODEL
            MODEL_ALIASES            | gpt-4o=gpt-4o       | MODEL is one of constant, chat
            MODEL_ALIASES            | =chat               | at least one NAME=MODEL
            MODEL_ALIASES            | a=chat=fast         | at least one NAME=MODEL
            MODEL_ALIASES            | a=chat,a=fast       | at least one NAME=MODEL
            STREAM_BUFFER_BYTES      | 1023                | from 1024 to 16777216
            """)
    void from_valueOutOfBounds_namesSettingValueAndBound(String name, String value, String bound) {
        // Some mean nothing without the first two.
        assertThatThrownBy(() -> with("ADMIN_PORT", "1", "JWT_SECRET", "0".repeat(32), name, value))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("Setting %s has the value \"%s\", but must be ", name, value)
                .hasMessageContaining(bound);
    }

    /** Of what nobody may see, the message shows nothing. */
    @ParameterizedTest
    @CsvSource({
        "CENTRIFUGO_HTTP_API_KEY, s3cr\u00e9t, 's3cr'",
        "CENTRIFUGO_HTTP_API_KEY, 's3cr\net', 's3cr'",
        "CENTRIFUGO_HTTP_API_KEY, 's3cr et', 's3cr'",
        "CENTRIFUGO_HTTP_API_KEY, 's3cr\u0007et', 's3cr'",
        "JWT_SECRET, short-s3cr-short, s3cr",
        "JWT_SECRET, '0123456789abcdef 0123456789abcdef', 9abc",
        "CENTRIFUGO_API_URLS, http://user:s3cret@127.0.0.1:8100, s3cret",
        "CENTRIFUGO_API_URLS, 'http://a:1,http://u:s3@cret@b:2', cret",
        "CORS_ORIGINS, https://user:s3cret@a, s3cret"
    })
    void from_unusableValueWithASecret_keepsItToItself(String name, String value, String secret) {
        assertThatThrownBy(() -> with(name, value))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("Setting " + name + " has the value ")
                .hasMessageNotContaining(secret);
    }

    @ParameterizedTest
    @CsvSource({
        "JWT_ISSUER, x, JWT_SECRET",
        "JWT_AUDIENCE, x, JWT_SECRET",
        "JWT_CLOCK_SKEW_SECONDS, 1, JWT_SECRET",
        "JWT_SESSIONS, *, JWT_SECRET",
        "ADMIN_HOST, ::1, ADMIN_PORT",
        "ADMIN_ONLY, true, ADMIN_PORT"
    })
    void from_settingThatNeedsAnother_namesBoth(String name, String value, String missing) {
        assertThatThrownBy(() -> with(name, value))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("Setting %s means nothing without %s.", name, missing);
    }

    @Test
    void from_corsOrigins_areAsBrowsersSendThem() {
        assertThat(with("PORT", "1").http().corsOrigins()).isEmpty();
        assertThat(with("CORS_ORIGINS", "*").http().corsOrigins()).containsExactly("*");
        assertThat(with("CORS_ORIGINS", "https://A.b:443, http://c:80,http://c:443,http://[::1]:8080")
                        .http()
                        .corsOrigins())
                .containsExactly("https://a.b", "http://c", "http://c:443", "http://[::1]:8080");
    }

    @Test
    void from_modelAliases_areThoseOfAllNames() {
        assertThat(with("PORT", "1").openAi().modelAliases()).isEmpty();
        assertThat(with("MODEL_ALIASES", "gpt-4o=chat, meta/llama 3 = fast")
                        .openAi()
                        .modelAliases())
                .isEqualTo(Map.of("gpt-4o", "chat", "meta/llama 3", "fast"));
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
    void toString_ofTraces_keepsPasswordAndHeadersToItself() {
        assertThat(with(
                                "OTEL_EXPORTER_OTLP_ENDPOINT", "http://user:s3cret@127.0.0.1:4318",
                                "OTEL_EXPORTER_OTLP_HEADERS", "key=s3cret")
                        .toString())
                .contains("@127.0.0.1:4318")
                .doesNotContain("s3cret");
    }

    @Test
    void toString_ofAll_keepsTheKeyToItself() {
        var secret = "s3cret".repeat(6);
        assertThat(with("JWT_SECRET", secret, "JWT_JWKS_URL", "http://127.0.0.1:1/?k=s3cret")
                        .toString())
                .doesNotContain("s3cret");
    }
}
