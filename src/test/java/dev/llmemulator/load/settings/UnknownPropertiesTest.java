package dev.llmemulator.load.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmemulator.load.target.Spelling;
import dev.llmemulator.settings.InvalidSettingException;
import dev.llmemulator.settings.Setting;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnknownPropertiesTest {
    @ParameterizedTest
    @CsvSource({
        "clinets, clients",
        "client, clients",
        "cleints, clients",
        "Clients, clients",
        "cycels, cycles",
        "lenght, length",
        "dely, delay",
        "tfft, ttft",
        "max_concurrent, maxConcurrent",
        "maxconcurrent, maxConcurrent",
        "http.url, http_url",
        "NUM_CLIENTS, clients",
        "simulaton, simulation",
        "hlep, help",
        "CENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET, CENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET_KEY",
    })
    void ignored_misspeltSetting_namesItAndTheNearestOne(String name, String meant) {
        assertThatThrownBy(() -> UnknownProperties.ignored(List.of(name)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("Setting -D%s is unknown; did you mean -D%s?", name, meant);
    }

    @Test
    void ignored_everySetting_isKnown() {
        var names = LoadOptions.list().stream()
                .map(Setting::name)
                .filter(name -> name.startsWith("-D"))
                .map(name -> name.substring(2))
                .toList();
        assertThat(names).contains("clients", "simulation", "help", "http_url");
        assertThat(UnknownProperties.ignored(names)).isEmpty();
    }

    @Test
    void ignored_propertiesOfOthers_areLeftAlone() {
        assertThat(UnknownProperties.ignored(List.of(
                        "gatling.simulationClass",
                        "gatling.maxHeap",
                        "io.netty.leakDetection.level",
                        "skipTests",
                        "zebra",
                        "users")))
                .containsExactly("users", "zebra");
    }

    @ParameterizedTest
    @CsvSource({"clients, clients, 0", "clinets, clients, 1", "'', abc, 3", "abc, ac, 1", "abc, abd, 1", "ca, abc, 3"})
    void distance_ofTwoWords_countsLettersThatDiffer(String a, String b, int distance) {
        assertThat(Spelling.distance(a, b)).isEqualTo(distance);
        assertThat(Spelling.distance(b, a)).isEqualTo(distance);
    }
}
