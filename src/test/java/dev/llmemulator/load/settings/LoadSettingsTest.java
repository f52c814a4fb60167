package dev.llmemulator.load.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmemulator.load.objectives.Objectives;
import dev.llmemulator.settings.InvalidSettingException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadSettingsTest {
    private static final Map<String, String> NONE = Map.of();
    private static final String SECRET = "CENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET_KEY";

    @Test
    void from_nothing_hasTheDefaultsOfTheWireFormat() {
        LoadSettings settings = from(Map.of());
        assertThat(settings.clients()).isEqualTo(10);
        assertThat(settings.cycles()).isEqualTo(5);
        assertThat(settings.answers().model()).isEqualTo("constant");
        assertThat(settings.answers().length()).isEqualTo(100);
        assertThat(settings.answers().delay()).isEqualTo(Duration.ofMillis(10));
        assertThat(settings.answers().ttft()).isZero();
        assertThat(settings.maxConcurrent()).isEqualTo(10);
        assertThat(settings.target()).isEqualTo(new Target.Embedded());
        assertThat(settings.maxErrors()).isZero();
        assertThat(settings.seed()).isBetween(0L, 1L << 53);
        assertThat(settings.sameClock()).isTrue();
        assertThat(settings.tokenRows()).isTrue();
        assertThat(settings.maxLateness()).isEqualTo(Duration.ofMillis(50));
    }

    @Test
    void from_both_letsThePropertyWin() {
        LoadSettings settings =
                from(Map.of("clients", "7"), Map.of("NUM_CLIENTS", "9", "CYCLES_PER_CLIENT", "3"), NONE);
        assertThat(settings.clients()).isEqualTo(7);
        assertThat(settings.cycles()).isEqualTo(3);
        assertThat(settings.maxConcurrent()).isEqualTo(7);
    }

    @Test
    void from_objectives_comeFromPropertyEnvironmentAndFile() {
        var dotEnv = Map.of("SLO", "ttft.p50<1s", "GOOD", "ttft<1s");
        assertThat(from(Map.of(), NONE, dotEnv).objectives()).hasToString("ttft.p50<1s");
        assertThat(from(Map.of(), NONE, dotEnv).objectives().good()).hasToString("ttft<1s");
        assertThat(from(Map.of(), Map.of("SLO", "ttft.p50<2s"), dotEnv).objectives())
                .hasToString("ttft.p50<2s");
        assertThat(from(Map.of("slo", "ttft.p50<3s"), Map.of("SLO", "ttft.p50<2s"), dotEnv)
                        .objectives())
                .hasToString("ttft.p50<3s");
        assertThatThrownBy(() -> from(Map.of(), Map.of("GOOD", "ttft.p50<2s"), NONE))
                .hasMessageStartingWith("Setting GOOD has the part \"ttft.p50<2s\": ");
        assertThat(from(Map.of()).objectives()).isEqualTo(Objectives.NONE);
    }

    @Test
    void from_objectiveOnFailedAnswers_saysHowManyMayFailUnlessMaxErrorsDoes() {
        assertThat(from(Map.of("slo", "failed<1%")).maxErrors()).isEqualTo(LoadSettings.ANY_ERRORS);
        assertThat(from(Map.of("slo", "failed<1%", "maxErrors", "3")).maxErrors())
                .isEqualTo(3);
        assertThat(from(Map.of("slo", "goodput>99%", "good", "ttft<1s")).maxErrors())
                .isZero();
        assertThat(from(Map.of("slo", "failed<1%")).forSmoke().objectives()).hasToString("failed<1%");
    }

    @Test
    void from_rate_saysHowManyUsersArriveForAnAnswerEach() {
        LoadSettings settings = from(Map.of("rate", "2.5", "duration", "11", "seed", "7"));
        assertThat(settings.arrivals()).isEqualTo(new Arrivals(2.5, Duration.ofSeconds(11), "even", 1, 7));
        assertThat(settings.clients()).isEqualTo(28);
        assertThat(settings.cycles()).isEqualTo(1);
        assertThat(from(Map.of("rate", "2.5", "cycles", "3")).cycles()).isEqualTo(3);
        assertThat(settings.maxConcurrent()).isEqualTo(28);
        assertThat(settings.withRate()).isSameAs(settings);
        assertThatThrownBy(settings::withoutRate).hasMessageContaining("ArrivingUsers");
        assertThatThrownBy(from(Map.of())::withRate).hasMessageContaining("-Drate=20");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            rate=5 | NUM_CLIENTS=9 | -Drate and NUM_CLIENTS exclude each other
            arrivals=poisson | | -Darrivals says how users arrive at a rate, so it needs -Drate
            rate=5 arrivals=poisson burstiness=2 | | -Dburstiness belongs to -Darrivals=gamma
            rate=5 arrivals=gamma | | -Dburstiness is missing
            rate=5 arrivals=gamma burstiness=0.01 | | a number from 0.05 to 100
            rate=5 arrivals=bursty | | one of even, poisson, gamma
            reuse=maybe | | must be true or false
            duration=5 | CYCLES_PER_CLIENT=2 | -Dduration and CYCLES_PER_CLIENT exclude each other
            rate=10000 duration=3600 | | from 1 to 1000000 users arrive in 3600 s
            | TOKEN_DELAY_SECONDS=fast | Setting TOKEN_DELAY_SECONDS has the value "fast"
            target=cluster HTTP_PORT=65536 CENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET_KEY=s | | Setting -DHTTP_PORT has the value "65536"
            target=moon | | "moon"
            target=moon | | embedded, cluster
            target=cluster | | CENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET_KEY
            target=cluster | | missing
            http_url=http://h:1 CENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET_KEY=s | | ws_url is missing
            target=embedded ws_url=ws://h:1 | | http_url
            http_url= | | Setting -Dhttp_url is empty
            | WS_URL= | Setting WS_URL is empty
            """)
    void from_settingsThatDoNotGoTogether_areRefused(
            @Nullable String properties, @Nullable String environment, String message) {
        assertThatThrownBy(() -> LoadSettings.from(map(properties), map(environment), NONE))
                .hasMessageContaining(message);
    }

    private static Map<String, String> map(@Nullable String settings) {
        return settings == null
                ? NONE
                : Stream.of(settings.split(" ", -1))
                        .map(each -> each.split("=", -1))
                        .collect(Collectors.toMap(each -> each[0], each -> each[1]));
    }

    @Test
    void from_durationWithoutRate_letsEachUserRepeatForThatTime() {
        var settings = from(Map.of("duration", "20", "clients", "3"));
        assertThat(settings.repeatFor()).isEqualTo(Duration.ofSeconds(20));
        assertThat(settings.clients()).isEqualTo(3);
        assertThat(settings.cycles()).isEqualTo(1);
        assertThat(settings.withoutRate()).isSameAs(settings);
        assertThatThrownBy(settings::forSmoke).hasMessageContaining("-Dduration does not belong to Smoke");
        assertThat(settings.forWarmUp().repeatFor()).isNull();
        assertThat(from(Map.of()).repeatFor()).isNull();
        assertThat(from(Map.of("rate", "5", "duration", "20")).repeatFor()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "clients=1000 cycles=10 length=100, true",
        "clients=1000 cycles=10 length=101, false",
        "duration=99 clients=100 ttft=0.01, true",
        "duration=200 clients=100 ttft=0.01, false",
        "model=chat clients=250 cycles=1, true",
        "model=chat clients=251 cycles=1, false",
    })
    void from_moreThanAMillionTokensToExpect_doesWithoutTokenRows(String properties, boolean tokenRows) {
        assertThat(from(map(properties)).tokenRows()).isEqualTo(tokenRows);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            10 | 10 answers are too few for any percentile of TTFT, answer and answer / ideal; p50 needs 20, p95 200, p99 1,000. | 1,000 tokens are enough for p99 of token figures.
            50 | 50 answers are enough for p50 of TTFT, answer and answer / ideal; p95 needs 200, p99 1,000. | 5,000 tokens are enough for p99 of token figures.
            1000 | 1,000 answers are enough for p99 of TTFT, answer and answer / ideal. | 100,000 tokens are enough for p99 of token figures.
            """)
    void percentilesToExpect_anyCount_saysWhichOnesAreToldAndWhatOthersNeed(
            long answers, String ofAnswers, String ofTokens) {
        assertThat(from(Map.of()).percentilesToExpect(answers)).isEqualTo(ofAnswers + "\n" + ofTokens);
    }

    @Test
    void percentilesToExpect_duration_reckonsWithAsManyAnswersAsFitIn() {
        var settings = from(Map.of("duration", "30", "clients", "10", "ttft", "0.01"));
        assertThat(settings.percentilesToExpect(10)).startsWith("300 answers are enough for p95 of TTFT");
    }

    @Test
    void from_blank_countsAsAbsent() {
        assertThat(from(Map.of("clients", " "), Map.of("NUM_CLIENTS", ""), NONE).clients())
                .isEqualTo(10);
    }

    @ParameterizedTest
    @CsvSource({
        "clients, 0, a whole number from 1 to 100000",
        "clients, 100001, a whole number from 1 to 100000",
        "clients, ten, a whole number from 1 to 100000",
        "clients, 1.5, a whole number from 1 to 100000",
        "rate, 0, a number from 0.01 to 10000",
        "rate, fast, a number from 0.01 to 10000",
        "duration, 0, a whole number of seconds from 1 to 86400",
        "cycles, 0, a whole number from 1 to 1000000",
        "length, 100001, a whole number from 1 to 100000",
        "maxConcurrent, -1, a whole number from 1 to 100000",
        "maxErrors, -1, a whole number from 0 to 2147483647",
        "ramp, 0.5, a whole number of seconds from 0 to 3600",
        "model, a model, 'a name, 1 to 64 characters of A-Z a-z 0-9 . _ -'",
        "delay, -0.001, a number of seconds from 0 to 60",
        "delay, 61, a number of seconds from 0 to 60",
        "delay, NaN, a number of seconds from 0 to 60",
        "ttft, 601, a number of seconds from 0 to 600",
        "think, 3601, a number of seconds from 0 to 3600",
        "warmup, 601, a number of seconds from 0 to 600",
        "connectTimeout, 0, a number of seconds from 0.1 to 600",
        "answerTimeout, 86401, a number of seconds from 0.1 to 86400",
        "maxLateness, 0, a number of seconds from 0.001 to 60",
        "maxLateness, 61, a number of seconds from 0.001 to 60",
        "seed, 1e3, a whole number of at most 64 bits",
        "tokenRows, maybe, 'true, false or auto'",
        "sameClock, 1, 'true, false or auto'",
        "http_url, http://host:99999, 'an absolute URL that begins with http:// or https://, without a query (?) or fragment (#)'",
        "http_url, ftp://host, 'an absolute URL that begins with http:// or https://, without a query (?) or fragment (#)'",
        "http_url, http://host/#a, 'an absolute URL that begins with http:// or https://, without a query (?) or fragment (#)'",
        "ws_url, 127.0.0.1:9001, 'an absolute URL that begins with ws:// or wss://, without a fragment (#)'",
        "ws_url, ws://host:0, 'an absolute URL that begins with ws:// or wss://, without a fragment (#)'",
        "ws_url, ws://host/a#b, 'an absolute URL that begins with ws:// or wss://, without a fragment (#)'",
        "origin, chat.example, 'an origin, http://host:port or https://host:port without a path, or null'",
        "origin, https://chat.example/, 'an origin, http://host:port or https://host:port without a path, or null'",
        "origin, ws://chat.example, 'an origin, http://host:port or https://host:port without a path, or null'",
        "origin, *, 'an origin, http://host:port or https://host:port without a path, or null'",
    })
    void from_badValue_namesSettingValueAndBound(String name, String value, String allowed) {
        assertThatThrownBy(() -> from(Map.of(name, value)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("Setting -D%s has the value \"%s\", but must be %s.", name, value, allowed);
    }

    @ParameterizedTest
    @CsvSource({
        "http_url, http://user:hush@host:99999, http://***@host:99999",
        "http_url, ftp://user:hu@hush@host, ftp://***@host",
        "http_url, user:hush@host:9000, ***@host:9000",
        "http_url, http://us er:hush@host, http://***@host",
        "http_url, http://host/llm?key=hush, http://host/llm?***",
        "ws_url, http://host/connection/websocket?key=hush, http://host/connection/websocket?***",
        "origin, https://user:hush@host, https://***@host",
    })
    void from_badUrlWithASecret_isShownWithoutIt(String name, String value, String shown) {
        assertThatThrownBy(() -> from(Map.of(name, value)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("Setting -D%s has the value \"%s\", but must be ", name, shown)
                .hasMessageNotContaining("hush");
    }

    @ParameterizedTest
    @CsvSource({
        "http://host, http://host",
        "HTTP://Host:80/, http://Host:80",
        "https://host:443/llm//, https://host:443/llm",
        "http://[::1]:9000/a/b, http://[::1]:9000/a/b",
        "http://user:hush@bücher.invalid:1/x, http://xn--bcher-kva.invalid:1/x",
        "http://user:a%40b%2Fc@host, http://host",
    })
    void from_httpUrl_isThatOfTheServerWithItsPath(String given, String url) {
        var target = remote(Map.of("http_url", given, "ws_url", "ws://h/?a=/", SECRET, "s"), NONE, NONE);
        assertThat(target.http().url()).hasToString(url);
        assertThat(target.webSocket().url()).hasToString("ws://h/?a=/");
        assertThat(target.toString()).doesNotContain("hush", "a=/");
    }

    @Test
    void from_origin_isThatOfTheHandshake() {
        assertThat(remote(Map.of("target", "cluster", SECRET, "s", "origin", "HTTPS://chat.example"), NONE, NONE)
                        .origin())
                .isEqualTo("https://chat.example");
        assertThat(remote(Map.of("target", "cluster", SECRET, "s"), Map.of("ORIGIN", "null"), NONE)
                        .origin())
                .isEqualTo("null");
    }

    @ParameterizedTest
    @CsvSource({
        "length=101 delay=0.02 ttft=1 answerTimeout=3, 3.000",
        "model=chat ttft=2 answerTimeout=1, 2.000",
        "model=chat length=11 delay=0.5 answerTimeout=5, 5.000",
    })
    void from_timeoutThatNoAnswerCanKeep_isRefused(String given, String least) {
        assertThatThrownBy(() -> from(map(given)))
                .hasMessageStartingWith("Setting -DanswerTimeout has the value ")
                .hasMessageEndingWith("more than the time of an answer on an infinitely fast system, %s s.", least);
    }

    @Test
    void from_cluster_hasItsAddressesAndTheSecretOfDotEnv() {
        LoadSettings settings = from(Map.of("target", "cluster"), NONE, Map.of(SECRET, "from .env"));
        assertThat(settings.target())
                .isEqualTo(new Target.Remote(
                        "cluster",
                        ServerUrl.of(URI.create("http://127.0.0.1:9000")),
                        ServerUrl.of(URI.create("ws://127.0.0.1:9001/connection/websocket")),
                        null,
                        "from .env",
                        ".env of this folder",
                        Trust.USUAL,
                        null));
        assertThat(settings.sameClock()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ca=pom.xml | Setting -Dca has the value "pom.xml", but must be a file that can be read, of certificates in PEM form.
            ca=target | Setting -Dca has the value "target", but must be a file that can be read, of certificates in PEM form.
            ca=/dev/null | Setting -Dca has the value "/dev/null", but must be a file
            insecure=yes | Setting -Dinsecure has the value "yes", but must be true or false.
            """)
    void from_trustThatIsNone_isRefused(String setting, String message) {
        var given = new HashMap<>(map(setting));
        given.put("target", "cluster");
        assertThatThrownBy(() -> from(given, NONE, Map.of(SECRET, "s"))).hasMessageStartingWith(message);
    }

    @Test
    void from_cluster_takesTheSecretFromPropertyThenEnvironmentThenDotEnv() {
        var dotEnv = Map.of(SECRET, "c");
        var fromProperty = remote(Map.of("target", "cluster", SECRET, "a"), Map.of(SECRET, "b"), dotEnv);
        assertThat(fromProperty.jwtSecret()).isEqualTo("a");
        assertThat(fromProperty.secretSource()).isEqualTo("-D, which other users of this machine can see");
        var fromEnvironment = remote(Map.of("target", "cluster"), Map.of(SECRET, "b"), dotEnv);
        assertThat(fromEnvironment.jwtSecret()).isEqualTo("b");
        assertThat(fromEnvironment.secretSource()).isEqualTo("environment");
        var fromDotEnv = remote(Map.of("target", "cluster"), NONE, dotEnv);
        assertThat(fromDotEnv.jwtSecret()).isEqualTo("c");
        assertThat(fromDotEnv.secretSource()).isEqualTo(".env of this folder");
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            -, -, 9000
            -, 9100, 9100
            9200, 9100, 9200
            '', 9100, 9000
            """)
    void from_cluster_takesThePortsFromTheEnvironmentThenDotEnv(
            @Nullable String variable, @Nullable String dotEnv, int expected) {
        var target = remote(
                Map.of("target", "cluster", SECRET, "a"),
                variable == null ? NONE : Map.of("HTTP_PORT", variable, "WS_PORT", variable),
                dotEnv == null ? NONE : Map.of("HTTP_PORT", dotEnv, "WS_PORT", dotEnv));
        assertThat(target.http().url()).hasPort(expected);
        assertThat(target.webSocket().url()).hasPort(expected == 9000 ? 9001 : expected);
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            a, b, c, Bearer a
            -, b, c, Bearer b
            -, -, c, Bearer c
            -, -, -, -
            """)
    void from_apiKey_takesThePropertyThenEnvironmentThenDotEnv(
            @Nullable String property, @Nullable String variable, @Nullable String dotEnv, @Nullable String sent) {
        var properties = new HashMap<>(Map.of("target", "cluster", SECRET, "s"));
        if (property != null) {
            properties.put("api_key", property);
        }
        var target = remote(
                properties,
                variable == null ? NONE : Map.of("API_KEY", variable),
                dotEnv == null ? NONE : Map.of("API_KEY", dotEnv));
        assertThat(target.http().authorization()).isEqualTo(sent);
        assertThat(target.webSocket().authorization()).isNull();
    }

    @Test
    void from_apiKeyAndPassword_areTooMuchForOneRequest() {
        var given = Map.of("http_url", "http://u:s3cret@h:1", "ws_url", "ws://h:2/x", SECRET, "s");
        assertThatThrownBy(() -> from(given, Map.of("API_KEY", "k3y"), NONE))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage(
                        "Settings -Dhttp_url and API_KEY both say who asks, and a request has room for one: leave out"
                                + " the key, or name and password.");
        assertThatThrownBy(() -> from(Map.of("target", "cluster", SECRET, "s"), Map.of("API_KEY", "k3y k3y"), NONE))
                .hasMessageStartingWith("Setting API_KEY has the value \"***\"");
    }

    @Test
    void from_dotEnv_givesSecretAndPortsAndNothingElse() {
        assertThat(LoadSettings.from(NONE, NONE, Map.of("NUM_CLIENTS", "3", "clients", "4"))
                        .clients())
                .isEqualTo(10);
    }

    @Test
    void from_bothUrls_aimsThereAndDoubtsTheClock() {
        LoadSettings settings = from(Map.of("http_url", "http://there:1", "ws_url", "ws://there:2/x", SECRET, "s"));
        assertThat(settings.target().name()).isEqualTo("custom");
        assertThat(settings.sameClock()).isFalse();
    }

    @Test
    void toString_remote_keepsTheSecret() {
        LoadSettings settings = from(Map.of("target", "cluster", SECRET, "hush"));
        assertThat(settings.toString()).doesNotContain("hush");
    }

    @Test
    void idealAnswer_countsTheGapsBetweenTokens() {
        LoadSettings settings = from(Map.of("length", "101", "delay", "0.02", "ttft", "1"));
        assertThat(settings.idealAnswer()).isEqualTo(Duration.ofSeconds(3));
        assertThat(settings.answerTimeout()).isEqualTo(Duration.ofSeconds(39));
    }

    @Test
    void from_constantWithNumbers_hasThemInPlaceOfTheDefaults() {
        LoadSettings settings = from(Map.of("model", "constant", "length", "7"));
        assertThat(settings.answers()).isEqualTo(new AnswerShape("constant", 7, Duration.ofMillis(10), Duration.ZERO));
        assertThat(settings.halfwayTokens()).isEqualTo(3);
    }

    @Test
    void from_model_asksForNothingButWhatIsGiven() {
        assertThat(LoadSettings.from(NONE, Map.of("MODEL", "chat"), NONE).answers())
                .isEqualTo(new AnswerShape("chat", null, null, null));
        assertThat(LoadSettings.from(
                                Map.of("model", "writer", "delay", "0.02"),
                                Map.of("MODEL", "chat", "RESPONSE_LENGTH_WORDS", "500", "TTFT_SECONDS", "0"),
                                NONE)
                        .answers())
                .isEqualTo(new AnswerShape("writer", 500, Duration.ofMillis(20), Duration.ZERO));
    }

    @Test
    void from_modelThatDraws_hasDefaultsOnTheSafeSide() {
        LoadSettings drawn = from(Map.of("model", "chat"));
        assertThat(drawn.idealAnswer()).isNull();
        assertThat(drawn.answerTimeout()).isBetween(Duration.ofMinutes(15), Duration.ofMinutes(17));
        assertThat(drawn.halfwayTokens()).isEqualTo(10);
        // Two tokens a word: 200,000, of 0.1 s each, 3 times that and half a minute.
        LoadSettings given = from(Map.of("model", "chat", "length", "100000", "delay", "0.1", "ttft", "0"));
        assertThat(given.idealAnswer()).isNull();
        assertThat(given.answerTimeout()).isEqualTo(Duration.ofSeconds(60_030).minusMillis(300));
        assertThat(given.halfwayTokens()).isEqualTo(50_000);
    }

    @Test
    void forWarmUp_slowModel_isAskedForShortAnswersAtAnEvenPace() {
        var gentle = from(Map.of("model", "reasoning")).forWarmUp();
        assertThat(gentle.answers()).isEqualTo(new AnswerShape("reasoning", 50, Duration.ofMillis(10), Duration.ZERO));
    }

    @Test
    void forWarmUp_slowAnswers_areMadeShort() {
        var gentle = from(Map.of("clients", "9000", "delay", "1", "ttft", "5", "length", "1000"))
                .forWarmUp();
        assertThat(gentle.clients()).isEqualTo(50);
        assertThat(gentle.idealAnswer()).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void from_traceparent_isTrueOrAShare() {
        assertThat(from(Map.of()).traceShare()).isNull();
        assertThat(from(Map.of("traceparent", "true")).traceShare()).isEqualTo(1.0);
        assertThat(from(Map.of("traceparent", "0.01")).traceShare()).isEqualTo(0.01);
        assertThat(from(Map.of("traceparent", "0")).forWarmUp().traceShare()).isEqualTo(0.0);
        for (var text : List.of("false", "yes", "-0.1", "1.1", "00-1-2-01")) {
            assertThatThrownBy(() -> from(Map.of("traceparent", text)))
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessageContaining("-Dtraceparent")
                    .hasMessageContaining("true or a number from 0 to 1");
        }
    }

    @Test
    void describe_anyRun_saysWhatWhomAndWhereTheSecretIsFrom() {
        assertThat(from(Map.of()).describe(50, "http://h:1"))
                .isEqualTo(
                        "Asking for 50 answers of 100 words by 10 users. [model=constant, target=embedded, http://h:1]");
        assertThat(LoadSettings.from(
                                Map.of("target", "cluster", "duration", "9", "model", "chat", SECRET, "hush"),
                                NONE,
                                NONE)
                        .describe(10, "http://h:1"))
                .isEqualTo(
                        "Asking for answers for 9 s by 10 users. [model=chat, target=cluster, http://h:1, secret from -D, which other users of this machine can see]");
    }

    private static LoadSettings from(Map<String, String> properties) {
        return LoadSettings.from(properties, NONE, NONE);
    }

    private static LoadSettings from(
            Map<String, String> properties, Map<String, String> environment, Map<String, String> dotEnv) {
        return LoadSettings.from(properties, environment, dotEnv);
    }

    private static Target.Remote remote(
            Map<String, String> properties, Map<String, String> environment, Map<String, String> dotEnv) {
        return (Target.Remote)
                LoadSettings.from(properties, environment, dotEnv).target();
    }
}
