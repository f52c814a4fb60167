package dev.llmemulator.load.watch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Whether the load test was fit to measure, or was the bottleneck itself.
 *
 * <p>A frame's time is taken when its event loop gets round to it, so the figures of a run are as good as its event loops are on time,
 * whatever else was scarce. What was scarce is looked for only if they were not, as the {@link Causes}.
 *
 * @param lateness whether its event loops and threads were on time
 * @param openFiles whether it had files to open: without them connections fail that the system would have taken
 * @param causes why it was the bottleneck; empty if it was not, and only then
 */
public record SelfCheck(SelfFigures figures, Finding lateness, Finding openFiles, List<Cause> causes) {
    /** Of a run in which nothing was watched. */
    public static final SelfCheck NONE = of(
            new SelfFigures(
                    0, new Histogram(3), new Histogram(3), GcPauses.NONE, new Processors(1, null, null, null), null),
            Duration.ofSeconds(1),
            false);

    private static final double MOST_OPEN = 0.95;

    // As many as have to lie beyond a percentile before it is told: fewer may be a single hiccup in a short run.
    private static final long LEAST_LATE = 10;

    /**
     * Judges what was seen.
     *
     * @param maxLateness that the 99th percentile may have
     * @param embedded whether the servers are in this process, too
     */
    public static SelfCheck of(SelfFigures figures, Duration maxLateness, boolean embedded) {
        Late loops = Late.of(figures.eventLoopsUs(), maxLateness);
        Late threads = Late.of(figures.threadUs(), maxLateness);
        var lateness = new Finding(
                "at most 1 % of its probes more than " + ms(maxLateness) + " late",
                loops.describe("event loops") + ", " + threads.describe("a bare thread"),
                !loops.tooMany() && !threads.tooMany());
        Finding openFiles = openFiles(figures.files());
        var causes = new ArrayList<Cause>();
        if (!lateness.met()) {
            causes.addAll(Causes.ofLateness(figures, maxLateness, threads.tooMany(), embedded));
        }
        if (!openFiles.met()) {
            causes.add(new Cause(
                    "it ran out of files: " + openFiles.actual() + " open", "ulimit -n raised, or fewer clients"));
        }
        return new SelfCheck(figures, lateness, openFiles, List.copyOf(causes));
    }

    private static Finding openFiles(@Nullable OpenFiles files) {
        String required = String.format(Locale.ROOT, "fewer than %.0f %% of the limit", MOST_OPEN * 100);
        return files == null
                ? new Finding(required, "not known", true)
                : new Finding(required, files.most() + " of " + files.limit(), files.ofLimit() < MOST_OPEN);
    }

    /** True if the figures of the run may be taken for those of the system. */
    public boolean fit() {
        return lateness.met() && openFiles.met();
    }

    /** The causes in one line; empty if there are none. */
    public String cause() {
        return causes.stream().map(Cause::what).collect(Collectors.joining("; "));
    }

    /** What to do, in one line; empty if nothing is to be done. */
    public String advice() {
        return causes.stream().map(Cause::advice).collect(Collectors.joining("; "));
    }

    static String ms(Duration duration) {
        return String.format(Locale.ROOT, "%.0f ms", duration.toNanos() / 1e6);
    }

    /** How many probes of how many were late, in a histogram of microseconds. */
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
