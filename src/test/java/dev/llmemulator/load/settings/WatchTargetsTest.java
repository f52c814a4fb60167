package dev.llmemulator.load.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmemulator.settings.InvalidSettingException;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WatchTargetsTest {
    private static final Map<String, String> SECRET = Map.of("CENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET_KEY", "s");

    @Test
    void from_targetCluster_isEveryPartOfThisMachineByItsPort() {
        var targets = LoadSettings.from(
                        Map.of("target", "cluster", "STATS_PORT", "9104"),
                        SECRET,
                        Map.of("REDIS_PORT", "9179", "REDIS_PASSWORD", "pw"))
                .watch();
        assertThat(text(targets))
                .isEqualTo("emulator1=http://127.0.0.1:8001 emulator2=http://127.0.0.1:8002"
                        + " haproxy=http://127.0.0.1:9104/metrics"
                        + " centrifugo1=http://127.0.0.1:8100/metrics centrifugo2=http://127.0.0.1:8200/metrics"
                        + " redis=redis://127.0.0.1:9179");
        assertThat(targets.list()).last().extracting(WatchTarget::password).isEqualTo("pw");
    }

    @Test
    void from_otherTargets_isNothing() {
        assertThat(LoadSettings.from(Map.of(), Map.of(), Map.of()).watch()).isEqualTo(WatchTargets.NONE);
        var elsewhere =
                Map.of("target", "cluster", "http_url", "http://10.0.0.7:9000", "ws_url", "ws://10.0.0.7:9001/");
        assertThat(LoadSettings.from(elsewhere, SECRET, Map.of()).watch()).isEqualTo(WatchTargets.NONE);
        assertThat(LoadSettings.from(
                                Map.of("target", "cluster"),
                                Map.of("WATCH", "none", "CENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET_KEY", "s"),
                                Map.of())
                        .watch())
                .isEqualTo(WatchTargets.NONE);
    }

    @Test
    void parse_several_numbersThoseOfAKindAndAddsTheUsualPath() {
        var targets = WatchTargets.parse(
                "-Dwatch",
                "centrifugo=http://a:8000, centrifugo=https://b/own/metrics?x=1 ,haproxy=http://c:8404/, emulator=http://d:8001/metrics",
                null);
        assertThat(text(targets))
                .isEqualTo("centrifugo1=http://a:8000/metrics centrifugo2=https://b/own/metrics?***"
                        + " haproxy=http://c:8404/metrics emulator=http://d:8001");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "redis://:p%2Cw%40+@h:1, -, 'p,w@+'",
                "rediss://watch:pw@h, watch, pw",
                "redis://watch@h, watch, usual",
                "redis://h:1, -, usual"
            })
    void parse_redis_takesUserAndPasswordAndShowsNeither(String url, String user, String password) {
        var redis = WatchTargets.parse("WATCH", "redis=" + url, "usual").list().get(0);
        assertThat(redis.user()).isEqualTo(user);
        assertThat(redis.password()).isEqualTo(password);
        assertThat(redis.toString()).matches("redis=rediss?://h(:1)?");
    }

    @Test
    void parse_nameAndPassword_areSentAndNotShown() {
        var part = WatchTargets.parse("WATCH", "haproxy=http://me:top@h/metrics", null)
                .list()
                .get(0);
        assertThat(part.toString()).isEqualTo("haproxy=http://h/metrics");
        assertThat(part.server().authorization()).startsWith("Basic ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "top-secret",
                "redis=redis:top-secret@h",
                "redis=http://:top-secret@h",
                "centrifugo=redis://h/top-secret",
                "kafka=http://top-secret",
                "haproxy=http://h/#top-secret",
                "haproxy",
                "none,haproxy=http://top-secret"
            })
    void parse_anythingElse_isRefusedWithoutAWordOfIt(String text) {
        assertThatThrownBy(() -> WatchTargets.parse("-Dwatch", "emulator=http://h:1," + text, null))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("-Dwatch: part 2 of it cannot be read. It must be none, or parts")
                .hasMessageNotContaining("top-secret");
    }

    @Test
    void parse_tooMany_isRefused() {
        assertThatThrownBy(
                        () -> WatchTargets.parse("WATCH", "emulator=http://h:1,".repeat(64) + "haproxy=http://h", null))
                .hasMessage("Setting WATCH has 65 parts, but at most 64 can be watched.");
    }

    private static String text(WatchTargets targets) {
        return targets.list().stream().map(WatchTarget::toString).collect(Collectors.joining(" "));
    }
}
