package dev.llmemulator.tracing;

import dev.llmemulator.settings.InvalidSettingException;
import dev.llmemulator.settings.TracingSettings;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.resources.Resource;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** OpenTelemetry's SDK, set up by its own variables. */
final class Sdk {
    private static final Logger LOG = LoggerFactory.getLogger(Sdk.class);

    /** Kept, because Java forgets what was set for a logger that nobody holds. */
    private static final java.util.logging.Logger LOG_OF_SDK = java.util.logging.Logger.getLogger("io.opentelemetry");

    private static final String SCOPE = "dev.llmemulator";
    private static final long LAST_SPANS_SECONDS = 5;

    private static final AttributeKey<String> SERVICE_NAME = AttributeKey.stringKey("service.name");
    private static final AttributeKey<String> SERVICE_VERSION = AttributeKey.stringKey("service.version");
    private static final AttributeKey<String> SERVICE_INSTANCE = AttributeKey.stringKey("service.instance.id");

    /** What differs from the SDK's own defaults: it exports traces alone, by the protocol that needs no further library. */
    private static final Map<String, String> DEFAULTS = Map.of(
            "otel.exporter.otlp.protocol", "http/protobuf",
            "otel.metrics.exporter", "none",
            "otel.logs.exporter", "none");

    private Sdk() {}

    static Tracing start(TracingSettings settings, String version, String instance) {
        logAsWeDo();
        var sdk = configured(settings, version, instance);
        var tracer = sdk.getTracer(SCOPE, version);
        var propagator = sdk.getPropagators().getTextMapPropagator();
        LOG.info("Traces are sent. [endpoint={}]", settings.shownEndpoint());
        return new Tracing(
                new RequestSpans(tracer, propagator),
                new AnswerSpans(tracer),
                new BatchSpans(tracer, propagator),
                () -> close(sdk));
    }

    private static OpenTelemetrySdk configured(TracingSettings settings, String version, String instance) {
        try {
            return AutoConfiguredOpenTelemetrySdk.builder()
                    // The emulator closes it, after the last answers have ended.
                    .disableShutdownHook()
                    .addPropertiesSupplier(() -> DEFAULTS)
                    .addPropertiesCustomizer(known -> properties(settings.variables()))
                    .addResourceCustomizer((resource, known) -> named(resource, version, instance))
                    .build()
                    .getOpenTelemetrySdk();
        } catch (ConfigurationException | IllegalStateException | IllegalArgumentException e) {
            throw new InvalidSettingException("OpenTelemetry does not accept its OTEL_ variables: "
                    + withoutHeaders(String.valueOf(e.getMessage()), settings.variables()));
        }
    }

    /** Headers may be secret, and the SDK quotes what it does not accept. */
    private static String withoutHeaders(String message, Map<String, String> variables) {
        return variables.entrySet().stream()
                .filter(each ->
                        each.getKey().endsWith("_HEADERS") && !each.getValue().isEmpty())
                .map(Map.Entry::getValue)
                .reduce(message, (told, headers) -> told.replace(headers, "…"));
    }

    private static Map<String, String> properties(Map<String, String> variables) {
        return variables.entrySet().stream()
                .collect(Collectors.toMap(
                        each -> each.getKey().toLowerCase(Locale.ROOT).replace('_', '.'), Map.Entry::getValue));
    }

    /** What describes this process, where the variables do not. */
    private static Resource named(Resource resource, String version, String instance) {
        var given = resource.getAttributes();
        var named = resource.toBuilder();
        var name = given.get(SERVICE_NAME);
        if (name == null || name.startsWith("unknown_service")) {
            named.put(SERVICE_NAME, "llm-emulator");
        }
        if (given.get(SERVICE_VERSION) == null) {
            named.put(SERVICE_VERSION, version);
        }
        if (given.get(SERVICE_INSTANCE) == null) {
            named.put(SERVICE_INSTANCE, instance);
        }
        return named.build();
    }

    /** The SDK logs by {@code java.util.logging}, which would write lines of another form. */
    private static synchronized void logAsWeDo() {
        if (LOG_OF_SDK.getHandlers().length == 0) {
            LOG_OF_SDK.setUseParentHandlers(false);
            LOG_OF_SDK.addHandler(new SLF4JBridgeHandler());
        }
    }

    private static void close(OpenTelemetrySdk sdk) {
        var done = sdk.shutdown().join(LAST_SPANS_SECONDS, TimeUnit.SECONDS);
        if (!done.isSuccess()) {
            LOG.warn("The last spans could not be sent.");
        }
    }
}
