package dev.llmemulator.load.watch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Whether the load test was able to measure, or was the bottleneck itself. An event loop takes a frame's time when it
 * gets round to the frame, so the figures of a run are only as good as its event loops are on time.
 *
 * @param lateness whether its event loops and threads were on time
 * @param openFiles whether it could open files; without them, connections fail that the system would have accepted
 * @param causes why it was the bottleneck; empty if and only if it was not
 */
public record SelfCheck(SelfFigures figures, Finding lateness, Finding openFiles, List<Cause> causes) {
    public static final SelfCheck NONE = of(
            new SelfFigures(
                    0,
                    new Histogram(3),
                    new Histogram(3),
                    GcPauses.NONE,
                    new Processors(1, null, null, null, 0),
                    null,
                    0),
            Duration.ofSeconds(1),
            false);

    // As for any percentile: fewer may be a single hiccup in a short run.
    private static final long LEAST_LATE = 10;

    /** Judges the figures by the limit for the 99th percentile; {@code embedded} if the servers share this process. */
    public static SelfCheck of(SelfFigures figures, Duration maxLateness, boolean embedded) {
        var loops = Late.of(figures.eventLoopsUs(), maxLateness);
        var threads = Late.of(figures.threadUs(), maxLateness);
        var lateness = new Finding(
                String.format(
                        Locale.ROOT, "at most 1 %% of its probes more than %.0f ms late", maxLateness.toNanos() / 1e6),
                loops.describe("event loops") + ", " + threads.describe("a bare thread"),
                !loops.tooMany() && !threads.tooMany());
        var openFiles = openFiles(figures.files());
        var causes = new ArrayList<Cause>();
        if (!lateness.met()) {
            causes.addAll(Causes.ofLateness(figures, maxLateness, threads.tooMany(), embedded));
        }
        if (!openFiles.met()) {
            causes.add(new Cause(
                    "it ran out of files: " + openFiles.actual() + " open",
                    "a higher limit (ulimit -n 65536), or fewer clients"));
        }
        return new SelfCheck(figures, lateness, openFiles, List.copyOf(causes));
    }

    private static Finding openFiles(@Nullable OpenFiles files) {
        var required = String.format(Locale.ROOT, "fewer than %.0f %% of the limit", OpenFiles.MOST * 100);
        return files == null
                ? new Finding(required, "not known", true)
                : new Finding(required, files.most() + " of " + files.limit(), files.ofLimit() < OpenFiles.MOST);
    }

    /** Returns whether the figures of the run are those of the system. */
    public boolean fit() {
        return lateness.met() && openFiles.met();
    }

    public String cause() {
        return causes.stream().map(Cause::what).collect(Collectors.joining("; "));
    }

    public String advice() {
        return causes.stream().map(Cause::advice).collect(Collectors.joining("; "));
    }

    private record Late(long late, long probes) {
        static Late of(Histogram histogramUs, Duration limit) {
            var limitUs = limit.toNanos() / 1000;
            var probes = histogramUs.getTotalCount();
            return new Late(probes - histogramUs.getCountBetweenValues(0, limitUs), probes);
        }

        boolean tooMany() {
            return late >= LEAST_LATE && late * 100 > probes;
        }

        String describe(String where) {
            return probes == 0
                    ? where + " not watched"
                    : String.format(Locale.ROOT, "%.1f %% on %s", 100.0 * late / probes, where);
        }
    }
}
