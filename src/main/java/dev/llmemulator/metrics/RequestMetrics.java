package dev.llmemulator.metrics;

import dev.llmemulator.http.RefusalReason;
import dev.llmemulator.http.ServerMetrics;
import io.javalin.http.Context;
import io.javalin.http.Header;
import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the HTTP server does, and the page {@code GET /metrics}. */
final class RequestMetrics implements ServerMetrics {
    private static final String OPEN_METRICS = "application/openmetrics-text";
    private static final String OPEN_METRICS_1_0 = OPEN_METRICS + "; version=1.0.0; charset=utf-8";
    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry;
    private final Map<RefusalReason, Counter> refused = new EnumMap<>(RefusalReason.class);

    RequestMetrics(PrometheusMeterRegistry registry) {
        this.registry = registry;
        for (var reason : RefusalReason.values()) {
            refused.put(
                    reason,
                    Counter.builder(Metrics.PREFIX + "refused")
                            .description("Requests that were refused, by reason.")
                            .tag("reason", ApiMetrics.label(reason))
                            .register(registry));
        }
    }

    @Override
    public void ended(String route, int status) {
        var statusClass = status >= 100 && status < 600 ? status / 100 + "xx" : "none";
        Counter.builder(Metrics.PREFIX + "http_requests")
                .description("HTTP requests that are over, by the pattern of their path and the class of their status.")
                .tags("route", route, "status", statusClass)
                .register(registry)
                .increment();
    }

    @Override
    public void refused(RefusalReason reason) {
        Objects.requireNonNull(refused.get(reason)).increment();
    }

    /**
     * Writes the format that the client prefers of the two that every Prometheus reads. With {@code ?name[]=} it writes
     * the metrics of these names only, as other servers of metrics do: all of them take nearly twice as long.
     */
    @Override
    public void handle(Context ctx) throws IOException {
        var accept = ctx.header(Header.ACCEPT);
        var type = accept != null && accept.contains(OPEN_METRICS) ? OPEN_METRICS_1_0 : PROMETHEUS_TEXT;
        var page = new ByteArrayOutputStream();
        var names = ctx.queryParams("name[]");
        if (names.isEmpty()) {
            registry.scrape(page, type);
        } else {
            registry.scrape(page, type, families(names));
        }
        ctx.contentType(type).result(page.toByteArray());
    }

    // The registry knows a counter by its name without the ending that it has on the page.
    private static Set<String> families(List<String> names) {
        return names.stream()
                .flatMap(name -> Stream.of(name, name.replaceFirst("_total$", "")))
                .collect(Collectors.toUnmodifiableSet());
    }
}
