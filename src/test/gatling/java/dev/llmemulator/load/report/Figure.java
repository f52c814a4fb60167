package dev.llmemulator.load.report;

import org.jspecify.annotations.Nullable;

/** A figure of one run, null if the run does not have it, with its 95 % confidence interval, null if not known. */
record Figure(@Nullable Double value, @Nullable Interval interval) {
    /** The distance of this figure from its best value. */
    Figure distanceFrom(double best) {
        return new Figure(
                value == null ? null : Math.abs(value - best), interval == null ? null : interval.distanceFrom(best));
    }

    record Interval(double low, double high) {
        private Interval distanceFrom(double best) {
            var toLow = Math.abs(low - best);
            var toHigh = Math.abs(high - best);
            var inside = low <= best && best <= high;
            return new Interval(inside ? 0 : Math.min(toLow, toHigh), Math.max(toLow, toHigh));
        }
    }
}
