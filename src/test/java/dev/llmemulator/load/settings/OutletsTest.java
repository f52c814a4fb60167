package dev.llmemulator.load.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmemulator.load.settings.Outlets.Listen;
import dev.llmemulator.settings.InvalidSettingException;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutletsTest {
    private static Outlets from(Map<String, String> properties) {
        return LoadSettings.from(properties, Map.of(), Map.of()).outlets();
    }

    @Test
    void from_nothing_tellsNobody() {
        assertThat(from(Map.of())).isEqualTo(new Outlets(null, null, null));
    }

    @Test
    void from_portAlone_isThatOfThisMachine() {
        var outlets =
                from(Map.of("live", "8088", "metrics", "0.0.0.0:9464", "otlp", "http://127.0.0.1:4318/v1/metrics"));
        assertThat(outlets)
                .isEqualTo(new Outlets(
                        new Listen("127.0.0.1", 8088),
                        new Listen("0.0.0.0", 9464),
                        URI.create("http://127.0.0.1:4318/v1/metrics")));
        assertThat(new Listen("127.0.0.1", 8088).isLoopback()).isTrue();
        assertThat(new Listen("[::1]", 8088).isLoopback()).isTrue();
        assertThat(new Listen("0.0.0.0", 8088).isLoopback()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"65536", "-1", "host:", ":80", "127.0.0.1", "a b:80", "http://host:80", "::1:80", "[::1]80"})
    void from_noAddress_isRefusedWithSettingAndBounds(String text) {
        assertThatThrownBy(() -> from(Map.of("live", text)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("-Dlive")
                .hasMessageContaining(text)
                .hasMessageContaining("a port from 0 to 65535");
    }
}
