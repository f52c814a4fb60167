package dev.llmemulator.bench.cluster;

import dev.llmemulator.load.client.Anomaly;
import dev.llmemulator.load.client.Stamps;
import dev.llmemulator.load.measure.EpochClock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * The figures of one window of time: tokens count by when they arrive, answers by when they were asked for, so that no
 * slow answer is left out. Violations count always. Only the network's thread may touch it.
 */
public final class WindowFigures {
    private static final double PERMILLE = 1_000;

    private final EpochClock clock = new EpochClock();
    private final Histogram delayUs = new Histogram(3);
    private final Histogram deliveryUs = new Histogram(3);
    private final Histogram answersPermille = new Histogram(3);
    private final Map<String, Integer> violations = new TreeMap<>();
    private boolean open;
    private int unanswered;
    private long publications;

    /** Opens or closes the window. */
    public void count(boolean nowOpen) {
        open = nowOpen;
    }

    /** Microseconds since the Unix epoch. */
    public long nowUs() {
        return clock.nowUs();
    }

    /**
     * Notes a question. If it returns true, the answer counts, and {@link #answered} or {@link #givenUp} has to follow.
     */
    boolean asked() {
        unanswered += open ? 1 : 0;
        return open;
    }

    void answered(long tookUs, long idealUs) {
        unanswered--;
        answersPermille.recordValue(Math.round(PERMILLE * tookUs / idealUs));
    }

    /** An answer that counts will not be complete. */
    void givenUp() {
        unanswered--;
    }

    void token(Stamps stamps, long arrivedUs) {
        publications++;
        if (open) {
            // Two clocks of one machine may differ by a microsecond.
            delayUs.recordValue(Math.max(0, arrivedUs - stamps.dueUs()));
            deliveryUs.recordValue(Math.max(0, arrivedUs - stamps.sentUs()));
        }
    }

    void marker() {
        publications++;
    }

    void violation(String what) {
        violations.merge(what, 1, Integer::sum);
    }

    void violations(List<Anomaly> anomalies) {
        anomalies.forEach(each -> violation(each.kind().label()));
    }

    /** Answers that count and are not complete yet. */
    int unanswered() {
        return unanswered;
    }

    /** Tokens and markers received, in the window or not. */
    long publications() {
        return publications;
    }

    /** Tokens received in the window. */
    long tokens() {
        return delayUs.getTotalCount();
    }

    public long answers() {
        return answersPermille.getTotalCount();
    }

    /** Milliseconds from when a token was due until it was received. */
    public double delayMs(double percentile) {
        return delayUs.getValueAtPercentile(percentile) / 1_000.0;
    }

    /** Milliseconds from when a token was sent until it was received. */
    public double deliveryMs(double percentile) {
        return deliveryUs.getValueAtPercentile(percentile) / 1_000.0;
    }

    /** Time from the question to the marker, where 1 is an infinitely fast system. */
    public double answerToIdeal(double percentile) {
        return answersPermille.getValueAtPercentile(percentile) / PERMILLE;
    }

    /** The count of all violations. */
    public int violations() {
        return violations.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Prints each violation with its count. */
    public void printViolations() {
        violations.forEach((what, count) -> System.out.printf("%d x %s%n", count, what));
    }
}
