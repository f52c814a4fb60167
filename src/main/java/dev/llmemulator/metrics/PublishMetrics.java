package dev.llmemulator.metrics;

import dev.llmemulator.pacing.PublishException;
import dev.llmemulator.stream.PublishState;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** As for any API, and the requests to each node that tokens are published through. */
final class PublishMetrics extends ApiMetrics {
    private static final String NODE = "node";

    private final MeterRegistry registry;
    private final Histogram roundTrips;
    private final Histogram batchSizes;
    private List<OfNode> nodes = List.of();

    PublishMetrics(
            MeterRegistry registry,
            String api,
            Histogram.Series lateness,
            Histogram.Series ttft,
            Histogram.Series ideal,
            Histogram roundTrips,
            Histogram batchSizes) {
        super(registry, api, lateness, ttft, ideal);
        this.registry = registry;
        this.roundTrips = roundTrips;
        this.batchSizes = batchSizes;
    }

    static Histogram roundTrips() {
        return Histogram.ofMicros(
                Metrics.PREFIX + "publish_round_trip_seconds",
                "Time from a request's beginning until its node's reply, of requests that were answered.",
                NODE,
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
                2_500_000);
    }

    static Histogram batchSizes() {
        return Histogram.ofCounts(
                Metrics.PREFIX + "publish_batch_size",
                "Publications in one request.",
                NODE,
                1,
                2,
                5,
                10,
                20,
                50,
                100,
                200,
                500);
    }

    /** Its place in CENTRIFUGO_API_URLS names a node, because no reply tells the address of one. */
    @Override
    public void starts(List<String> names, Supplier<PublishState> state) {
        super.starts(names, state);
        nodes = IntStream.rangeClosed(1, names.size())
                .mapToObj(number -> new OfNode(Integer.toString(number)))
                .toList();
        Gauge.builder(
                        Metrics.PREFIX + "batch_window",
                        () -> state.get().batchWindow().toNanos() / (double) TimeUnit.SECONDS.toNanos(1))
                .description("How long a due token may currently be held for a larger batch.")
                .baseUnit(Metrics.SECONDS)
                .register(registry);
    }

    @Override
    public void sent(int node, int events, long tookNs, boolean answered) {
        nodes.get(node).sent(events, tookNs, answered);
    }

    @Override
    public void failed(int node, PublishException.Reason reason, boolean isTriedAgain) {
        nodes.get(node).failed(reason, isTriedAgain);
    }

    @Override
    public void changed(int node, boolean works) {
        nodes.get(node).works = works;
    }

    private final class OfNode {
        private final Histogram.Series roundTrip;
        private final Histogram.Series batchSize;
        private final Counter answered;
        private final Counter unanswered;
        private final Map<PublishException.Reason, Counter> failures = new EnumMap<>(PublishException.Reason.class);
        private final Map<PublishException.Reason, Counter> retries = new EnumMap<>(PublishException.Reason.class);
        volatile boolean works = true;

        OfNode(String number) {
            roundTrip = roundTrips.series(number);
            batchSize = batchSizes.series(number);
            var requests = Counter.builder(Metrics.PREFIX + "publish_requests")
                    .description("Requests to a node, by whether it answered them.")
                    .tag(NODE, number);
            answered = requests.tag("result", "answered").register(registry);
            unanswered = requests.tag("result", "failed").register(registry);
            for (var reason : PublishException.Reason.values()) {
                failures.put(
                        reason,
                        Counter.builder(Metrics.PREFIX + "publish_failures")
                                .description("Tries to publish the next events of an answer that failed.")
                                .tags(NODE, number, "reason", label(reason))
                                .register(registry));
                retries.put(
                        reason,
                        Counter.builder(Metrics.PREFIX + "publish_retries")
                                .description("Failed tries after which there was another one.")
                                .tags(NODE, number, "reason", label(reason))
                                .register(registry));
            }
            Gauge.builder(Metrics.PREFIX + "node_up", () -> works ? 1 : 0)
                    .description("1 while a node works, 0 while it cools down because its last request failed.")
                    .tag(NODE, number)
                    .register(registry);
        }

        void sent(int events, long tookNs, boolean wasAnswered) {
            batchSize.record(events);
            (wasAnswered ? answered : unanswered).increment();
            if (wasAnswered) {
                roundTrip.record(TimeUnit.NANOSECONDS.toMicros(tookNs));
            }
        }

        void failed(PublishException.Reason reason, boolean isTriedAgain) {
            Objects.requireNonNull(failures.get(reason)).increment();
            if (isTriedAgain) {
                Objects.requireNonNull(retries.get(reason)).increment();
            }
        }
    }
}
