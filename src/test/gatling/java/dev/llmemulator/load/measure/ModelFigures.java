package dev.llmemulator.load.measure;

import org.HdrHistogram.Histogram;

/** The answers of one model, in a run that has several. */
public final class ModelFigures {
    private static final int SIGNIFICANT_DIGITS = 3;

    private final Histogram ttftUs = new Histogram(SIGNIFICANT_DIGITS);
    private final Histogram ratio = new Histogram(SIGNIFICANT_DIGITS);
    private long complete;
    private long stopped;

    /**
     * An answer succeeded.
     *
     * @param firstTokenUs the time to its first token; 0 for none
     */
    public synchronized void answered(long firstTokenUs, boolean wasStopped) {
        if (wasStopped) {
            stopped++;
        } else {
            complete++;
        }
        if (firstTokenUs > 0) {
            ttftUs.recordValue(Measurements.bounded(firstTokenUs));
        }
    }

    /** A complete answer took so long, as a multiple of its ideal; an ideal of 0 makes none. */
    public synchronized void took(long answerUs, long idealUs) {
        if (idealUs > 0) {
            ratio.recordValue(Measurements.bounded(answerUs) * Unit.RATIO.recorded() / idealUs);
        }
    }

    /** Answers that came whole. */
    public synchronized long complete() {
        return complete;
    }

    /** Answers in the middle of which their users left. */
    public synchronized long stopped() {
        return stopped;
    }

    public synchronized Histogram ttftUs() {
        return ttftUs.copy();
    }

    /** Answer times as multiples of their ideals, as {@link Metric#ANSWER_OVER_IDEAL} records them. */
    public synchronized Histogram ratio() {
        return ratio.copy();
    }
}
