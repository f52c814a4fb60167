package dev.llmemulator.metrics;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A histogram that takes the values of a whole batch at once. Micrometer's own takes one value at a time, and of each
 * value it also keeps a maximum, which for a token would cost as much as all the rest of its pacing.
 *
 * <p>Values are whole numbers: microseconds, millionths of a ratio, or counts. Count and sum are exact.
 */
final class Histogram implements Collector {
    /** What a value is divided by for the page. */
    private static final double MILLIONTHS = 1e6;

    private final String name;
    private final String help;
    private final @Nullable Unit unit;
    private final String label;
    private final double divisor;
    private final long[] bounds;
    private final List<Series> all = new CopyOnWriteArrayList<>();

    private Histogram(String name, String help, @Nullable Unit unit, String label, double divisor, long... bounds) {
        this.name = name;
        this.help = help;
        this.unit = unit;
        this.label = label;
        this.divisor = divisor;
        this.bounds = bounds;
    }

    /** Takes microseconds; the page has seconds. */
    static Histogram ofMicros(String name, String help, String label, long... bounds) {
        return new Histogram(name, help, Unit.SECONDS, label, MILLIONTHS, bounds);
    }

    /** Takes millionths of a ratio. */
    static Histogram ofMillionths(String name, String help, String label, long... bounds) {
        return new Histogram(name, help, Unit.RATIO, label, MILLIONTHS, bounds);
    }

    static Histogram ofCounts(String name, String help, String label, long... bounds) {
        return new Histogram(name, help, null, label, 1, bounds);
    }

    /** Adds the values of one label. Call it once for each. */
    Series series(String labelValue) {
        var series = new Series(labelValue);
        all.add(series);
        return series;
    }

    /** The values of one label. Safe for use by several threads. */
    final class Series {
        private final Labels labels;
        private final LongAdder[] counts;
        private final LongAdder sum = new LongAdder();

        private Series(String labelValue) {
            labels = Labels.of(label, labelValue);
            counts = Stream.generate(LongAdder::new).limit(bounds.length + 1).toArray(LongAdder[]::new);
        }

        void record(long value) {
            counts[bucket(value)].increment();
            sum.add(value);
        }

        /** Records the first values of an array. They are counted here first, so that they share one write each. */
        void record(long[] values, int count) {
            var added = new int[counts.length];
            var total = 0L;
            for (var i = 0; i < count; i++) {
                added[bucket(values[i])]++;
                total += values[i];
            }
            for (var i = 0; i < added.length; i++) {
                if (added[i] > 0) {
                    counts[i].add(added[i]);
                }
            }
            sum.add(total);
        }

        /** Most values are in one of the first buckets, so looking from there on is the fastest. */
        private int bucket(long value) {
            var i = 0;
            while (i < bounds.length && value > bounds[i]) {
                i++;
            }
            return i;
        }

        private HistogramDataPointSnapshot snapshot() {
            var buckets = ClassicHistogramBuckets.builder();
            for (var i = 0; i < counts.length; i++) {
                buckets.bucket(i < bounds.length ? bounds[i] / divisor : Double.POSITIVE_INFINITY, counts[i].sum());
            }
            return HistogramDataPointSnapshot.builder()
                    .classicHistogramBuckets(buckets.build())
                    .sum(sum.sum() / divisor)
                    .labels(labels)
                    .build();
        }
    }

    @Override
    public HistogramSnapshot collect() {
        var snapshot = HistogramSnapshot.builder().name(name).help(help);
        if (unit != null) {
            snapshot.unit(unit);
        }
        all.forEach(series -> snapshot.dataPoint(series.snapshot()));
        return snapshot.build();
    }
}
