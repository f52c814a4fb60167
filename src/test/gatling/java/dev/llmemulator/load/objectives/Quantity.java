package dev.llmemulator.load.objectives;

import dev.llmemulator.load.measure.Figures;
import dev.llmemulator.load.measure.Interval;
import org.jspecify.annotations.Nullable;

/** A figure of a run that an objective can be about. */
interface Quantity {
    /** The quantity that a part names, or an error that lists all there are. */
    static Quantity of(Part part) {
        var metrics = part.metrics(ShareQuantity.NAMES);
        return metrics.isEmpty() ? ShareQuantity.of(part) : new MetricQuantity(metrics, Statistic.of(part));
    }

    /** Its name for people, as this run has it. */
    String title(Figures figures);

    /** The limit of a part in the quantity's unit, or an error that says what is valid. */
    double limit(Part part);

    /** The unit of values: {@code ms}, {@code ratio}, {@code %} or {@code /s}. */
    String unit();

    /** A value in digits, to be followed by the {@link #suffix}. */
    String digits(double value);

    /** The unit as it follows digits. */
    String suffix();

    /** What a run tells of it; null if the run has no value of it. */
    @Nullable
    Estimate estimate(Figures figures);

    /** The value, however few it is told from; null if the run has none. */
    default @Nullable Double guess(Figures figures) {
        var estimate = estimate(figures);
        return estimate == null ? null : Double.valueOf(estimate.value());
    }

    /** The value in one interval of a run, however few it is told from; null if an interval does not tell it. */
    default @Nullable Double in(Interval interval) {
        return null;
    }

    /** The least answers with which an objective can be met, if none of them is on the wrong side. */
    long answersNeeded(Operator operator, double limit);

    /** Why the run has no value of it, or not all; empty if it has all. Good answers are what {@code good} says. */
    String whatIsMissing(Figures figures, @Nullable GoodAnswer good, WhyNone why);
}
