package dev.llmemulator.load.objectives;

import dev.llmemulator.load.measure.Metric;

/** Says why a run has no value of a metric, as a clause. */
@FunctionalInterface
public interface WhyNone {
    /** Of a run of which nothing else is known. */
    WhyNone UNKNOWN = metric -> "no answer has one";

    String of(Metric metric);
}
