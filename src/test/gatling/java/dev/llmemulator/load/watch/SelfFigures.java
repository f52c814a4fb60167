package dev.llmemulator.load.watch;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What the load test saw of itself while it measured.
 *
 * @param seconds how long it was watched
 * @param eventLoopsUs how late the probes on the event loops ran, in microseconds
 * @param threadUs the same on a thread of its own
 * @param files null where the operating system does not tell
 * @param compileSeconds how long the JVM compiled code
 */
public record SelfFigures(
        double seconds,
        Histogram eventLoopsUs,
        Histogram threadUs,
        GcPauses gc,
        Processors processors,
        @Nullable OpenFiles files,
        double compileSeconds) {}
