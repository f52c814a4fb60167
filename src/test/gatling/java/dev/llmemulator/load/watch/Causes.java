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

    private static final Cause HELD_UP = cause(
            "a look for the step or check of the simulation that waits or computes for long",
            "something held up its event loops, though processors were free and a bare thread was on time");

    private static final Cause UNSEEN = cause(
            "a look for a limit of the container, for swapping and for a machine that was halted, and another run",
            "the operating system did not let it run, for a reason that it cannot see");

    private Causes() {}

    /** Returns the causes, at least one; {@code threadLate} if a thread that has nothing else to do was late, too. */
    static List<Cause> ofLateness(SelfFigures figures, Duration maxLateness, boolean threadLate, boolean embedded) {
        var causes = new ArrayList<Cause>();
        var gc = share(figures.gc().seconds(), figures);
        var longPauses = figures.gc().longestMs() >= maxLateness.toMillis();
        if (gc > MUCH_GC || (gc > SOME_GC && longPauses)) {
            causes.add(cause(
                    // Tried: more memory does not make long pauses shorter.
                    longPauses ? "fewer clients, or more processors" : "more memory (-Dgatling.maxHeap=4g)",
                    "garbage collection halted it for %.0f %% of the time, up to %d ms at once",
                    gc * 100,
                    figures.gc().longestMs()));
        }
        var processors = figures.processors();
        var full = Math.max(most(processors.process()), most(processors.busy())) >= FULL;
        var own = mean(processors.process());
        var cluster = Math.min(processors.cluster(), Math.max(0, mean(processors.busy()) - own));
        var others = mean(processors.busy()) - own - cluster;
        if (full && others + cluster <= own) {
            causes.add(cause(
                    "fewer clients, a longer delay, or more processors",
                    "it used %.0f %% of its %d processors, up to %.0f %% in a second",
                    own * 100,
                    processors.count(),
                    most(processors.process()) * 100));
        }
        if (embedded && !causes.isEmpty()) {
            causes.add(cause(
                    "servers on another machine (-Dhttp_url, -Dws_url)",
                    "the servers take their share of the same process"));
        }
        var compiling = Math.min(1, share(figures.compileSeconds(), figures));
        if (compiling > MUCH_COMPILING) {
            causes.add(
                    0,
                    cause(
                            "a warm-up (-Dwarmup=8), or a longer one",
                            "it was cold: its classes were still being loaded and compiled"
                                    + " (the compiler worked %.0f %% of the time)",
                            compiling * 100));
        }
        if (full && others + cluster > own) {
            causes.add(cause(
                    cluster > others
                            ? "fewer clients, a machine of its own for the load test, or servers that yield to it"
                                    + " (docs/capacity.md)"
                            : "fewer clients, or a machine of its own for the load test",
                    cluster > others
                            ? "the cluster's servers, on its machine, used %1$.0f %% of the processors, it %3$.0f %%, and other programs %2$.0f %%"
                            : "programs beside it used %2$.0f %% of the processors, and it %3$.0f %%"
                                    + (cluster > 0 ? ", and the cluster's servers %1$.0f %%" : ""),
                    cluster * 100,
                    others * 100,
                    own * 100));
        }
        var stolen = most(processors.stolen());
        if (stolen >= MUCH_STOLEN) {
            causes.add(cause(
                    "a machine that shares its processors with no other",
                    "the hypervisor gave up to %.0f %% of the processors' time to other machines",
                    stolen * 100));
        }
        if (causes.isEmpty()) {
            causes.add(threadLate ? UNSEEN : HELD_UP);
        }
        return causes;
    }

    private static Cause cause(String advice, String what, Object... values) {
        return new Cause(String.format(Locale.ROOT, what, values), advice);
    }

    private static double share(double seconds, SelfFigures figures) {
        return figures.seconds() > 0 ? seconds / figures.seconds() : 0;
    }

    private static double most(@Nullable CpuShare share) {
        return share == null ? 0 : share.most();
    }

    private static double mean(@Nullable CpuShare share) {
        return share == null ? 0 : share.mean();
    }
}
