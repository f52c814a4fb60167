package dev.llmemulator.load.watch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds out what made the load test late. Several causes can be true at once. */
final class Causes {
    private static final double FULL = 0.9;
    private static final double MUCH_STOLEN = 0.1;
    private static final double MUCH_GC = 0.1;

    // Measured on two processors: 28 and 57 % of the time in runs of 3 to 4 s without a warm-up, 6 % after one of 8 s.
    private static final double MUCH_COMPILING = 0.15;

    // The 99th percentile is late if more than a hundredth of the time is.
    private static final double SOME_GC = 0.01;

    private Causes() {}

    /**
     * Returns the causes, at least one.
     *
     * @param threadLate whether a thread that has nothing else to do was late, too
     * @param embedded whether the servers share this process
     */
    static List<Cause> ofLateness(SelfFigures figures, Duration maxLateness, boolean threadLate, boolean embedded) {
        var processors = figures.processors();
        var causes = new ArrayList<Cause>();
        if (gcMatters(figures, maxLateness)) {
            causes.add(gc(figures, maxLateness));
        }
        var full = Math.max(most(processors.process()), most(processors.busy())) >= FULL;
        var own = mean(processors.process());
        var others = mean(processors.busy()) - own;
        if (full && others <= own) {
            causes.add(tooMuch(processors));
        }
        if (embedded && !causes.isEmpty()) {
            causes.add(new Cause(
                    "the servers take their share of the same process",
                    "servers on another machine (-Dhttp_url, -Dws_url)"));
        }
        if (share(figures.compileSeconds(), figures) > MUCH_COMPILING) {
            causes.add(0, cold(figures));
        }
        if (full && others > own) {
            causes.add(crowded(own, others));
        }
        if (most(processors.stolen()) >= MUCH_STOLEN) {
            causes.add(stolen(most(processors.stolen())));
        }
        if (causes.isEmpty()) {
            causes.add(threadLate ? unseen() : heldUp());
        }
        return causes;
    }

    private static boolean gcMatters(SelfFigures figures, Duration maxLateness) {
        var share = share(figures.gc().seconds(), figures);
        return share > MUCH_GC || (share > SOME_GC && pausesAreLong(figures, maxLateness));
    }

    private static boolean pausesAreLong(SelfFigures figures, Duration maxLateness) {
        return figures.gc().longestMs() >= maxLateness.toMillis();
    }

    private static double share(double seconds, SelfFigures figures) {
        return figures.seconds() > 0 ? seconds / figures.seconds() : 0;
    }

    private static Cause cold(SelfFigures figures) {
        return new Cause(
                String.format(
                        Locale.ROOT,
                        "it was cold: its classes were still being loaded and compiled"
                                + " (the compiler worked %.0f %% of the time)",
                        share(figures.compileSeconds(), figures) * 100),
                "a warm-up (-Dwarmup=8), or a longer one");
    }

    private static Cause gc(SelfFigures figures, Duration maxLateness) {
        return new Cause(
                String.format(
                        Locale.ROOT,
                        "garbage collection halted it for %.0f %% of the time, up to %d ms at once",
                        share(figures.gc().seconds(), figures) * 100,
                        figures.gc().longestMs()),
                // Tried: more memory does not make long pauses shorter.
                pausesAreLong(figures, maxLateness)
                        ? "fewer clients, or more processors"
                        : "more memory (-Dgatling.maxHeap=4g)");
    }

    private static Cause tooMuch(Processors processors) {
        return new Cause(
                String.format(
                        Locale.ROOT,
                        "it used %.0f %% of its %d processors, up to %.0f %% in a second",
                        mean(processors.process()) * 100,
                        processors.count(),
                        most(processors.process()) * 100),
                "fewer clients, a longer delay, or more processors");
    }

    private static Cause crowded(double own, double others) {
        return new Cause(
                String.format(
                        Locale.ROOT,
                        "programs beside it used %.0f %% of the processors, and it %.0f %%",
                        others * 100,
                        own * 100),
                "fewer clients, or a machine of its own for the load test");
    }

    private static Cause stolen(double most) {
        return new Cause(
                String.format(
                        Locale.ROOT,
                        "the hypervisor gave up to %.0f %% of the processors' time to other machines",
                        most * 100),
                "a machine that shares its processors with no other");
    }

    private static Cause heldUp() {
        return new Cause(
                "something held up its event loops, though processors were free and a bare thread was on time",
                "a look for the step or check of the simulation that waits or computes for long");
    }

    private static Cause unseen() {
        return new Cause(
                "the operating system did not let it run, for a reason that it cannot see",
                "a look for a limit of the container, for swapping and for a machine that was halted, and another run");
    }

    private static double most(@Nullable CpuShare share) {
        return share == null ? 0 : share.most();
    }

    private static double mean(@Nullable CpuShare share) {
        return share == null ? 0 : share.mean();
    }
}
