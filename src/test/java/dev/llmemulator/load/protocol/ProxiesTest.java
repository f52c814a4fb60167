package dev.llmemulator.load.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxiesTest {
    @ParameterizedTest
    @CsvSource({
        "http://chat.example.com,  http_proxy,  http://proxy:8080,     '',            http://proxy:8080",
        "ws://chat.example.com/c,  HTTP_PROXY,  proxy:8080,            '',            http://proxy:8080",
        "https://chat.example.com, https_proxy, http://u:p@proxy:8080, '',            http://u:p@proxy:8080",
        "wss://chat.example.com/c, ALL_PROXY,   http://proxy,          '',            http://proxy",
        "https://chat.example.com, http_proxy,  http://proxy:8080,     '',            ''",
        "http://127.0.0.1:9000,    http_proxy,  http://proxy:8080,     '',            ''",
        "http://localhost:9000,    all_proxy,   http://proxy:8080,     '',            ''",
        "http://chat.example.com,  http_proxy,  proxy:1,               'a, example.com', ''",
        "http://chat.example.com,  http_proxy,  proxy:1,               .example.com,  ''",
        "http://chat.example.com,  http_proxy,  proxy:1,               *,             ''",
        "http://chat.example.com,  http_proxy,  proxy:1,               ample.com,     http://proxy:1",
    })
    void url_ofAServer_isWhatTheEnvironmentNames(
            String server, String variable, String value, String exempt, String proxy) {
        var found = Proxies.url(URI.create(server), Map.of(variable, value, "no_proxy", exempt));
        assertThat(found.map(URI::toString).orElse("")).isEqualTo(proxy);
    }
}
