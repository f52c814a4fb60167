package dev.llmemulator.settings;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where traces go.
 *
 * @param endpoint who takes them, by OTLP; null if there are none
 * @param variables all variables of OpenTelemetry's SDK that were given, {@code OTEL_EXPORTER_OTLP_ENDPOINT} among them
 */
public record TracingSettings(@Nullable URI endpoint, Map<String, String> variables) {
    /** No traces. */
    public static final TracingSettings OFF = new TracingSettings(null, Map.of());

    private static final String PREFIX = "OTEL_";
    private static final String SDK_DISABLED = "OTEL_SDK_DISABLED";

    static TracingSettings from(SettingValues values) {
        var variables = values.startingWith(PREFIX);
        var endpoint = values.find(EmulatorOptions.OTLP_ENDPOINT).orElse(null);
        return endpoint == null || variables.getOrDefault(SDK_DISABLED, "").equalsIgnoreCase("true")
                ? OFF
                : new TracingSettings(endpoint, variables);
    }

    /** The endpoint for logs: without a password. */
    public String shownEndpoint() {
        return Urls.withoutSecrets(String.valueOf(endpoint));
    }

    /** Without the variables, as headers of the exporter may be secret. */
    @Override
    public String toString() {
        return "TracingSettings[endpoint=%s]".formatted(shownEndpoint());
    }
}
