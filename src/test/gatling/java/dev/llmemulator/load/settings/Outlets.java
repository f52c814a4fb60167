package dev.llmemulator.load.settings;

import dev.llmemulator.settings.SettingType;
import dev.llmemulator.settings.SettingValues;
import dev.llmemulator.settings.Urls;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a run tells of itself while it goes on; null for not at all.
 *
 * @param live where the live page is served
 * @param metrics where Prometheus may scrape
 * @param otlp where metrics are pushed to by OTLP over HTTP
 */
public record Outlets(
        @Nullable Listen live,
        @Nullable Listen metrics,
        @Nullable URI otlp) {
    /** Where a server listens. */
    public record Listen(String host, int port) {
        private static final String LOOPBACK = "127.0.0.1";
        private static final SettingType<Integer> PORT = SettingType.integer(0, 65_535);

        static final SettingType<Listen> TYPE = new SettingType<>(
                "PORT",
                "a port from 0 to 65535, where 0 takes any free one, or ADDRESS:PORT such as 0.0.0.0:9464 or [::1]:9464",
                Listen::read);

        private static Optional<Listen> read(String text) {
            var end = text.lastIndexOf(':');
            var host = end < 0 ? LOOPBACK : text.substring(0, end);
            return host.matches("[A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}]")
                    ? PORT.reader().apply(text.substring(end + 1)).map(port -> new Listen(host, port))
                    : Optional.empty();
        }

        /** Whether only programs of this machine can connect. */
        public boolean isLoopback() {
            return Urls.isLoopback(host);
        }
    }

    static Outlets from(SettingValues values) {
        return new Outlets(
                values.find(LoadOptions.LIVE).orElse(null),
                values.find(LoadOptions.METRICS).orElse(null),
                values.find(LoadOptions.OTLP).orElse(null));
    }
}
