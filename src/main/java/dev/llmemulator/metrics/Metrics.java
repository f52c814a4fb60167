package dev.llmemulator.metrics;

import dev.llmemulator.http.Endpoints;
import dev.llmemulator.http.ServerMetrics;
import dev.llmemulator.pacing.PacerObserver;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.management.ManagementFactory;
import java.util.function.Supplier;

/**
 * All metrics of one emulator. Whoever has something to count gets an observer from here; all are made at the start, so
 * that Prometheus sees each series from 0 on.
 */
public final class Metrics implements AutoCloseable {
    static final String PREFIX = "llm_emulator_";
    static final String SECONDS = "seconds";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics gc = new JvmGcMetrics();
    private final Histogram lateness = registered(Histogram.ofMicros(
            PREFIX + "token_lateness_seconds",
            "By how much delivered tokens were sent after they were due.",
            "api",
            100,
            250,
            500,
            1_000,
            2_500,
            5_000,
            10_000,
            25_000,
            50_000,
            100_000,
            250_000,
            500_000,
            1_000_000,
            5_000_000));
    private final Histogram ttft = registered(Histogram.ofMicros(
            PREFIX + "time_to_first_token_seconds",
            "Time from the beginning of an answer until its first token was delivered.",
            "api",
            1_000,
            2_500,
            5_000,
            10_000,
            25_000,
            50_000,
            100_000,
            250_000,
            500_000,
            1_000_000,
            2_500_000,
            5_000_000,
            10_000_000,
            30_000_000,
            60_000_000));
    private final Histogram ideal = registered(Histogram.ofMillionths(
            PREFIX + "answer_ideal_ratio",
            "How long complete answers took, as a multiple of the time until their last token was due.",
            "api",
            1_001_000,
            1_002_000,
            1_005_000,
            1_010_000,
            1_020_000,
            1_050_000,
            1_100_000,
            1_200_000,
            1_500_000,
            2_000_000,
            5_000_000,
            10_000_000));

    public Metrics(String version, String instance) {
        // Micrometer makes an info of a gauge with this ending.
        Gauge.builder(PREFIX + "build.info", () -> 1)
                .description("The version that runs here, and the name that this instance has since its start.")
                .tags("version", version, "instance", instance)
                .register(registry);
        FunctionCounter.builder(
                        "process_cpu",
                        ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class),
                        system -> system.getProcessCpuTime() / 1e9)
                .description("Processor time that this process has used, in user and system mode.")
                .baseUnit(SECONDS)
                .register(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        gc.bindTo(registry);
    }

    private Histogram registered(Histogram histogram) {
        registry.getPrometheusRegistry().register(histogram);
        return histogram;
    }

    /** Observes answers that leave in the replies of an API. */
    public PacerObserver ofReplies(String api) {
        return new ApiMetrics(registry, api, lateness.series(api), ttft.series(api), ideal.series(api));
    }

    /** Observes answers that are published, and the nodes that take them. */
    public PacerObserver ofPublishing(String api) {
        return new PublishMetrics(
                registry,
                api,
                lateness.series(api),
                ttft.series(api),
                ideal.series(api),
                registered(PublishMetrics.roundTrips()),
                registered(PublishMetrics.batchSizes()));
    }

    /** Observes the HTTP server, and serves {@code GET /metrics}. */
    public ServerMetrics ofServer() {
        return new RequestMetrics(registry);
    }

    public void countSlowReaders(String api, Endpoints endpoints) {
        FunctionCounter.builder(PREFIX + "slow_readers", endpoints, Endpoints::slowReaders)
                .description("Clients of streams that lost their connection because they read too slowly.")
                .tag("api", api)
                .register(registry);
    }

    public void showConnections(Supplier<Number> open) {
        Gauge.builder(PREFIX + "http_connections", open)
                .description("Open connections of HTTP clients.")
                .register(registry);
    }

    public void showLimit(int answers) {
        Gauge.builder(PREFIX + "answers_limit", () -> answers)
                .description("How many answers may be under way at once.")
                .register(registry);
    }

    @Override
    public void close() {
        gc.close();
        registry.close();
    }
}
