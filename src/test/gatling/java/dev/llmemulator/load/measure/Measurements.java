package dev.llmemulator.load.measure;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** The figures of a run while it is going on. All users feed it from their event loops. */
public final class Measurements {

    private static final long LONGEST_US = TimeUnit.DAYS.toMicros(1);
    private static final int SIGNIFICANT_DIGITS = 3;

    /** An answer that took exactly its ideal time is recorded as this. */
    static final long RATIO_ONE = 10_000;

    // Kinds of errors hold messages of servers; past so many, further ones are counted together.
    private static final int MOST_ERROR_KINDS = 50;

    private final Map<Metric, Histogram> spans = new EnumMap<>(Metric.class);
    private final Timeline timeline = new Timeline();
    private final Histogram ratios = new ConcurrentHistogram(SIGNIFICANT_DIGITS);
    private final Breakdown breakdown = new Breakdown();
    private final AtomicReference<@Nullable SlowestAnswer> slowest = new AtomicReference<>();
    private final LongAdder tokens = new LongAdder();
    private final LongAdder requests = new LongAdder();
    private final LongAdder passed = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder connected = new LongAdder();
    private final LongAdder connectFailures = new LongAdder();
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicLong firstStartUs = new AtomicLong(Long.MAX_VALUE);
    private final AtomicLong lastEndUs = new AtomicLong(Long.MIN_VALUE);
    private final Map<String, LongAdder> errors = new ConcurrentHashMap<>();
    private final Map<AnomalyKind, LongAdder> anomalies = new ConcurrentHashMap<>();

    /** Figures that are all zero. */
    public Measurements() {
        for (Metric metric : Metric.values()) {
            spans.put(metric, new ConcurrentHistogram(SIGNIFICANT_DIGITS));
        }
    }

    void record(Metric metric, long us, long atUs) {
        long bounded = bounded(us);
        histogram(metric).recordValue(bounded);
        timeline.span(metric, bounded, atUs);
    }

    static long bounded(long us) {
        return Math.min(Math.max(us, 0), LONGEST_US);
    }

    Breakdown breakdown() {
        return breakdown;
    }

    /** Keeps the answer that exceeded its ideal most. */
    void offerSlowest(SlowestAnswer answer) {
        slowest.accumulateAndGet(
                answer,
                (kept, next) -> kept == null || (next != null && next.excessUs() > kept.excessUs()) ? next : kept);
    }

    void recordRatio(long answerUs, long idealUs) {
        if (idealUs > 0) {
            ratios.recordValue(Math.min(answerUs, LONGEST_US) * RATIO_ONE / idealUs);
        }
    }

    void answerStarted(long nowUs) {
        underWay.incrementAndGet();
        firstStartUs.accumulateAndGet(nowUs, Math::min);
        timeline.begin(nowUs);
    }

    void answerPassed(long nowUs) {
        passed.increment();
        timeline.count(Interval.Count.PASSED, nowUs);
        ended(nowUs);
    }

    void answerFailed(long nowUs, String kind, List<Anomaly> found) {
        failed.increment();
        timeline.count(Interval.Count.FAILED, nowUs);
        String known = errors.containsKey(kind) || errors.size() < MOST_ERROR_KINDS ? kind : "others";
        errors.computeIfAbsent(known, any -> new LongAdder()).increment();
        for (Anomaly each : found) {
            anomalies.computeIfAbsent(each.kind(), any -> new LongAdder()).increment();
        }
        ended(nowUs);
    }

    private void ended(long nowUs) {
        underWay.decrementAndGet();
        lastEndUs.accumulateAndGet(nowUs, Math::max);
    }

    void tokenReceived(long nowUs) {
        tokens.increment();
        timeline.count(Interval.Count.TOKENS, nowUs);
    }

    void requestSent() {
        requests.increment();
    }

    void connectEnded(boolean succeeded) {
        (succeeded ? connected : connectFailures).increment();
    }

    /** How far the run is; cheaper than all figures. */
    public Counts counts() {
        return new Counts(passed.sum(), failed.sum(), underWay.get(), tokens.sum());
    }

    /** Answers that came whole, that did not, that are not at their end yet, and tokens received. */
    public record Counts(long passed, long failed, int underWay, long tokens) {}

    /** The figures as they are now, as of a run that is measured until now if answers are still under way. */
    public Figures figures(long nowUs) {
        int open = underWay.get();
        long first = firstStartUs.get();
        long last = open > 0 ? nowUs : lastEndUs.get();
        double seconds = last > first ? (last - first) / 1e6 : 0;
        Map<Metric, Histogram> copies = new EnumMap<>(Metric.class);
        spans.forEach((metric, histogram) -> copies.put(metric, histogram.copy()));
        Map<String, Long> errorCounts = new TreeMap<>();
        errors.forEach((kind, count) -> errorCounts.put(kind, count.sum()));
        Map<AnomalyKind, Long> anomalyCounts = new EnumMap<>(AnomalyKind.class);
        anomalies.forEach((kind, count) -> anomalyCounts.put(kind, count.sum()));
        return new Figures(
                seconds,
                passed.sum(),
                failed.sum(),
                open,
                tokens.sum(),
                requests.sum(),
                connected.sum(),
                connectFailures.sum(),
                errorCounts,
                anomalyCounts,
                copies,
                ratios.copy(),
                breakdown.figures(),
                slowest.get(),
                timeline.overTime());
    }

    private Histogram histogram(Metric metric) {
        Histogram histogram = spans.get(metric);
        if (histogram == null) {
            throw new IllegalStateException("No histogram for " + metric);
        }
        return histogram;
    }
}
