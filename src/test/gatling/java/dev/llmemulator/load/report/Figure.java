package dev.llmemulator.load.report;

import org.jspecify.annotations.Nullable;

/**
 * A figure of one run.
 *
 * @param value null if the run does not have it
 * @param interval in which the true value lies with 95 %; null if that is not known
 */
record Figure(@Nullable Double value, @Nullable Interval interval) {
    /** A figure that the run does not have. */
    static final Figure NONE = new Figure(null, null);

    /** How far this figure is from where it should be. */
    Figure distanceFrom(double target) {
        return new Figure(
                value == null ? null : Math.abs(value - target),
                interval == null ? null : interval.distanceFrom(target));
    }

    /** Both ends belong to it. */
    record Interval(double low, double high) {
        private Interval distanceFrom(double target) {
            var toLow = Math.abs(low - target);
            var toHigh = Math.abs(high - target);
            var inside = low <= target && target <= high;
            return new Interval(inside ? 0 : Math.min(toLow, toHigh), Math.max(toLow, toHigh));
        }
    }
}
