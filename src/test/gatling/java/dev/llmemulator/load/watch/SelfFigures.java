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
        double compileSeconds) {
    /** Returns these figures beside a cluster on the same machine that took such a share of its processors. */
    public SelfFigures withCluster(double share) {
        return new SelfFigures(
                seconds, eventLoopsUs, threadUs, gc, processors.withCluster(share), files, compileSeconds);
    }

    /** Returns these figures of a run in which a file could not be opened. The samples of open files may miss the peak. */
    public SelfFigures outOfFiles() {
        return files == null
                ? this
                : new SelfFigures(
                        seconds,
                        eventLoopsUs,
                        threadUs,
                        gc,
                        processors,
                        new OpenFiles(files.limit(), files.limit()),
                        compileSeconds);
    }
}
