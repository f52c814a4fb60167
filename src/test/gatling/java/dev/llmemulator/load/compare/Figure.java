package dev.llmemulator.load.compare;

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

    /** Both ends belong to it. */
    record Interval(double low, double high) {}
}
