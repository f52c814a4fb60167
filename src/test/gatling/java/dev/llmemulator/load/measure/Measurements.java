package dev.llmemulator.load.measure;

import dev.llmemulator.load.client.Anomaly;
import dev.llmemulator.load.client.AnomalyKind;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * The figures of a run while it is going on. All users record into it from their event loops. Times are microseconds since the epoch by
 * our clock.
 */
public final class Measurements {
    private static final long LONGEST_US = TimeUnit.DAYS.toMicros(1);

    // Kinds of errors hold messages of servers. After this many kinds, all others count as one.
    private static final int MOST_ERROR_KINDS = 50;

    private final Tally tally = new Tally();
    private final Queue<TallyBuffer> buffers = new ConcurrentLinkedQueue<>();
    // Netty's kind: on an event loop it costs a fraction of Java's, which every token would feel.
    private final FastThreadLocal<TallyBuffer> ownBuffer = new FastThreadLocal<>() {
        @Override
        protected TallyBuffer initialValue() {
            var buffer = new TallyBuffer(tally);
            buffers.add(buffer);
            return buffer;
        }
    };
    private final AtomicReference<@Nullable SlowestAnswer> slowest = new AtomicReference<>();
    private final LongAdder tokens = new LongAdder();
    private final LongAdder others = new LongAdder();
    private final LongAdder otherAnswers = new LongAdder();
    private final LongAdder requests = new LongAdder();
    private final LongAdder waitedUs = new LongAdder();
    private final LongAdder passed = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder good = new LongAdder();
    private final LongAdder notJudged = new LongAdder();
    private final LongAdder connected = new LongAdder();
    private final LongAdder connectFailures = new LongAdder();
    private final LongAdder idleConnectionsLost = new LongAdder();
    private final LongAdder pings = new LongAdder();
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicLong firstStartUs = new AtomicLong(Long.MAX_VALUE);
    private final AtomicLong lastEndUs = new AtomicLong(Long.MIN_VALUE);
    private final Endings endings = new Endings();
    private final Map<String, ModelFigures> models = new ConcurrentSkipListMap<>();
    private final Map<String, Long> errors = new ConcurrentHashMap<>();
    private final Map<AnomalyKind, Long> anomalies = new ConcurrentHashMap<>();

    /** Records a value in the resolution of the metric's unit: microseconds, or ten-thousandths of a ratio. */
    public void record(Metric metric, long value, long atUs) {
        ownBuffer.get().record(metric, value, atUs);
    }

    public void recordDelay(TokenTimes token) {
        ownBuffer.get().delay(token);
    }

    static long bounded(long us) {
        return Math.min(Math.max(us, 0), LONGEST_US);
    }

    /** Offers a complete answer as the slowest one; kept is the one that exceeded its ideal most. */
    public void offerSlowest(SlowestAnswer answer) {
        slowest.accumulateAndGet(
                answer,
                (kept, next) -> kept == null || (next != null && next.excessUs() > kept.excessUs()) ? next : kept);
    }

    /** Records how long a complete answer took relative to its ideal; an ideal of 0 makes no ratio. */
    public void recordRatio(long answerUs, long idealUs, long atUs) {
        if (idealUs > 0) {
            record(Metric.ANSWER_OVER_IDEAL, ratio(answerUs, idealUs), atUs);
        }
    }

    /** The same, in the resolution of ratios. */
    public static long ratio(long answerUs, long idealUs) {
        return Math.min(answerUs, LONGEST_US) * Unit.RATIO.recorded() / idealUs;
    }

    public void answerStarted(long nowUs) {
        var atOnce = underWay.incrementAndGet();
        firstStartUs.accumulateAndGet(nowUs, Math::min);
        synchronized (tally) {
            tally.timeline.started(nowUs, atOnce);
        }
    }

    public void answerPassed(long nowUs) {
        answerPassed(nowUs, null);
    }

    /** An answer arrived complete, and was judged by what makes a good one; null where nothing says that. */
    public void answerPassed(long nowUs, @Nullable Goodness goodness) {
        passed.increment();
        ownBuffer.get().count(Interval.Count.PASSED, nowUs);
        if (goodness == Goodness.GOOD) {
            good.increment();
            ownBuffer.get().count(Interval.Count.GOOD, nowUs);
        } else if (goodness == Goodness.NOT_KNOWN) {
            notJudged.increment();
        }
        ended(nowUs);
    }

    /** An answer has failed: the kind of its first fault, to count by, and the faults of its stream. */
    public void answerFailed(long nowUs, String kind, List<Anomaly> found) {
        failed.increment();
        ownBuffer.get().count(Interval.Count.FAILED, nowUs);
        String known = errors.containsKey(kind) || errors.size() < MOST_ERROR_KINDS ? kind : "others";
        errors.merge(known, 1L, Long::sum);
        found.forEach(each -> anomalies.merge(each.kind(), 1L, Long::sum));
        ended(nowUs);
    }

    /** The server had no room for the question. The answer counts as failed as well. */
    public void answerRefused(long nowUs) {
        ownBuffer.get().count(Interval.Count.REFUSED, nowUs);
    }

    private void ended(long nowUs) {
        underWay.decrementAndGet();
        lastEndUs.accumulateAndGet(nowUs, Math::max);
    }

    public void tokenReceived(long nowUs) {
        tokens.increment();
        ownBuffer.get().count(Interval.Count.TOKENS, nowUs);
    }

    /** A publication of another type came, which no answer is made of. */
    public void otherReceived() {
        others.increment();
    }

    /** A token or marker of another answer came on an answer's channel. */
    public void otherAnswerReceived() {
        otherAnswers.increment();
    }

    /** An answer of this model succeeded; for runs of several models. */
    public ModelFigures ofModel(String model) {
        return models.computeIfAbsent(model, any -> new ModelFigures());
    }

    /** The figures of each model by its name; empty unless the run has several. */
    public Map<String, ModelFigures> models() {
        return Collections.unmodifiableMap(models);
    }

    /** A user answered a ping of the server's. */
    public void pingAnswered() {
        pings.increment();
    }

    public long pingsAnswered() {
        return pings.sum();
    }

    /** A user asks, after so long a wait for what it needs to ask. */
    public void requestSent(long afterUs) {
        requests.increment();
        waitedUs.add(afterUs);
    }

    public void connectEnded(boolean succeeded) {
        (succeeded ? connected : connectFailures).increment();
    }

    /** A user lost its connection between two answers, and is to open another one for the next. */
    public void idleConnectionLost() {
        idleConnectionsLost.increment();
    }

    /** How answers ended for their users. */
    public Endings endings() {
        return endings;
    }

    /** When the first answer began; empty before. Charts count their seconds from then. */
    public OptionalLong firstStartUs() {
        var first = firstStartUs.get();
        return first == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(first);
    }

    /** The progress of the run; cheaper than all figures. */
    public Counts counts() {
        return new Counts(passed.sum(), failed.sum(), underWay.get(), tokens.sum());
    }

    /** The streams that had a fault of this kind. */
    public long violations(AnomalyKind kind) {
        return anomalies.getOrDefault(kind, 0L);
    }

    /** The values of a metric as they are now; cheaper than all figures. */
    public Histogram histogram(Metric metric) {
        buffers.forEach(TallyBuffer::flush);
        synchronized (tally) {
            return tally.histogram(metric).copy();
        }
    }

    public record Counts(long passed, long failed, int underWay, long tokens) {}

    /** The figures as they are now. While answers are under way, the run lasts until now. */
    public Figures figures(long nowUs) {
        var open = underWay.get();
        var first = firstStartUs.get();
        long last = open > 0 ? nowUs : lastEndUs.get();
        double seconds = last > first ? (last - first) / 1e6 : 0;
        buffers.forEach(TallyBuffer::flush);
        synchronized (tally) {
            return new Figures(
                    seconds,
                    passed.sum(),
                    failed.sum(),
                    good.sum(),
                    notJudged.sum(),
                    open,
                    tokens.sum(),
                    others.sum(),
                    otherAnswers.sum(),
                    requests.sum(),
                    waitedUs.sum(),
                    connected.sum(),
                    connectFailures.sum(),
                    idleConnectionsLost.sum(),
                    new TreeMap<>(errors),
                    new TreeMap<>(anomalies),
                    tally.recorded(),
                    tally.breakdown.copy(),
                    slowest.get(),
                    tally.timeline.overTime(),
                    endings.counts());
        }
    }
}
