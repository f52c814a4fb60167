package dev.llmemulator.load.parts;

import java.io.IOException;
import java.util.List;

/** A node of Centrifugo, by its Prometheus endpoint. Centrifugo 6 has these names. */
final class CentrifugoSource implements Source {
    /** The code by which it closes a client that reads too slowly. */
    private static final String SLOW = "3008";

    /** What it is asked for. A metric that is missing here is not on the page. */
    static final List<String> METRICS = List.of(
            "centrifugo_api_command_duration_seconds",
            "centrifugo_broker_redis_pub_sub_buffered_messages",
            "centrifugo_broker_redis_pub_sub_dropped_messages",
            "centrifugo_client_num_server_disconnects",
            "centrifugo_node_client_connection_limit",
            "centrifugo_node_num_channels",
            "centrifugo_node_num_clients",
            "centrifugo_node_pub_sub_lag_seconds",
            "go_sched_gomaxprocs_threads",
            "process_cpu_seconds_total",
            "process_max_fds",
            "process_open_fds",
            "process_resident_memory_bytes",
            "process_start_time_seconds");

    private final WebPage page;
    private double startedAt = Double.NaN;
    private double lagSum;
    private double lagCount;

    CentrifugoSource(WebPage page) {
        this.page = page;
    }

    @Override
    public void read(Reading into) throws IOException {
        var text = PrometheusText.parse(page.get());
        var clients = text.sum("centrifugo_node_num_clients");
        if (Double.isNaN(clients)) {
            throw new IOException("its page has no metrics of Centrifugo");
        }
        startedAt = text.sum("process_start_time_seconds");
        into.set(PartFigure.CPU_SECONDS, text.sum("process_cpu_seconds_total"))
                .set(PartFigure.MEMORY_BYTES, text.sum("process_resident_memory_bytes"))
                .set(PartFigure.OPEN_FILES, text.sum("process_open_fds"))
                .set(PartFigure.OPEN_FILES_LIMIT, text.sum("process_max_fds"))
                .set(PartFigure.PROCESSORS, text.sum("go_sched_gomaxprocs_threads"))
                .set(PartFigure.CONNECTIONS, clients)
                .set(PartFigure.CHANNELS, text.sum("centrifugo_node_num_channels"))
                .set(PartFigure.COMMANDS, text.sum("centrifugo_api_command_duration_seconds_count"))
                .set(PartFigure.DROPPED, text.sum("centrifugo_broker_redis_pub_sub_dropped_messages"))
                .set(PartFigure.QUEUE, text.sum("centrifugo_broker_redis_pub_sub_buffered_messages"))
                // A code that it never had to use is not on the page.
                .set(
                        PartFigure.SLOW_CLIENTS,
                        orNone(text.sum(
                                "centrifugo_client_num_server_disconnects", labels -> SLOW.equals(labels.get("code")))))
                .set(PartFigure.LAG_SECONDS, lag(text));
        var limit = text.sum("centrifugo_node_client_connection_limit");
        if (limit > 0) {
            into.set(PartFigure.PLACES, clients).set(PartFigure.PLACES_LIMIT, limit);
        }
    }

    /** The mean lag of the publications since the reading before; NaN if there was none. */
    private double lag(PrometheusText text) throws IOException {
        var sum = orNone(text.sum("centrifugo_node_pub_sub_lag_seconds_sum"));
        var count = orNone(text.sum("centrifugo_node_pub_sub_lag_seconds_count"));
        var mean = count > lagCount ? (sum - lagSum) / (count - lagCount) : Double.NaN;
        lagSum = sum;
        lagCount = count;
        return mean;
    }

    private static double orNone(double value) {
        return Double.isNaN(value) ? 0 : value;
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
