package dev.llmemulator.load.parts;

import java.io.IOException;
import java.util.HashMap;

/** A HAProxy, by its Prometheus exporter. */
final class HaproxySource implements Source {
    // Three in four of its metrics are of single servers, and nobody reads them here.
    static final String SCOPES = "?scope=global&scope=frontend&scope=backend";

    private final WebPage page;
    private double startedAt = Double.NaN;

    HaproxySource(WebPage page) {
        this.page = page;
    }

    @Override
    public void read(Reading into) throws IOException {
        var text = PrometheusText.parse(page.get());
        var connections = text.sum("haproxy_process_current_connections");
        if (Double.isNaN(connections)) {
            throw new IOException("its page has no metrics of HAProxy");
        }
        startedAt = text.sum("haproxy_process_start_time_seconds");
        into.set(PartFigure.CONNECTIONS, connections)
                .set(PartFigure.COMMANDS, text.sum("haproxy_process_requests_total"))
                .set(PartFigure.DROPPED, text.sum("haproxy_frontend_denied_connections_total"))
                .set(PartFigure.QUEUE, text.sum("haproxy_backend_current_queue"))
                .set(PartFigure.PROCESSORS, text.sum("haproxy_process_nbthread"))
                .set(PartFigure.BUSY_SHARE, 1 - text.sum("haproxy_process_idle_time_percent") / 100);
        scarcest(text, connections, into);
    }

    /** HAProxy limits its connections as a whole, and each frontend's: tells that which has the fewest left. */
    private static void scarcest(PrometheusText text, double connections, Reading into) throws IOException {
        var used = connections;
        var limit = text.sum("haproxy_process_max_connections");
        var sessions = new HashMap<String, Double>();
        for (var each : text.samples("haproxy_frontend_current_sessions")) {
            sessions.put(each.labels().getOrDefault("proxy", ""), each.value());
        }
        for (var each : text.samples("haproxy_frontend_limit_sessions")) {
            double current = sessions.getOrDefault(each.labels().getOrDefault("proxy", ""), 0.0);
            if (each.value() - current < limit - used) {
                used = current;
                limit = each.value();
            }
        }
        into.set(PartFigure.PLACES, used).set(PartFigure.PLACES_LIMIT, limit);
    }

    @Override
    public double startedAt() {
        return startedAt;
    }

    @Override
    public void close() {
        page.close();
    }
}
