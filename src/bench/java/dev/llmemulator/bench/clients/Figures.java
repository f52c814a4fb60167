package dev.llmemulator.bench.clients;

import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * What is counted while a window is open: tokens by when they arrive, answers by when they were asked for, so that a slow
 * one is not left out. Violations count always. Touched by the network's thread alone.
 */
public final class Figures {
    private static final double PERMILLE = 1_000;

    private final Histogram delayUs = new Histogram(3);
    private final Histogram deliveryUs = new Histogram(3);
    private final Histogram answersPermille = new Histogram(3);
    private final Map<String, Integer> violations = new TreeMap<>();
    private boolean open;
    private int unanswered;
    private long received;

    public void open() {
        open = true;
    }

    public void close() {
        open = false;
    }

    /** Returns whether the answer counts: it is then {@link #answered} or {@link #givenUp}. */
    boolean asked() {
        if (open) {
            unanswered++;
        }
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

    public void received(long dueUs, long sentUs, long arrivedUs) {
        received++;
        if (open) {
            // Two clocks of one machine may differ by a microsecond.
            delayUs.recordValue(Math.max(0, arrivedUs - dueUs));
            deliveryUs.recordValue(Math.max(0, arrivedUs - sentUs));
        }
    }

    public void violation(String what) {
        violations.merge(what, 1, Integer::sum);
    }

    /** Answers asked for in the window and not complete. */
    int unanswered() {
        return unanswered;
    }

    /** Tokens received, in the window or not. */
    public long received() {
        return received;
    }

    /** Tokens received in the window. */
    public long tokens() {
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

    /** How often something happened that must not, by what it was. */
    public Map<String, Integer> violations() {
        return violations;
    }
}
