package dev.llmemulator.load.capacity;

import dev.llmemulator.load.engine.EngineLink;
import dev.llmemulator.load.measure.EpochClock;
import dev.llmemulator.load.measure.Figures;
import dev.llmemulator.load.measure.Measurements;
import dev.llmemulator.load.scenarios.JourneyContext;
import dev.llmemulator.load.settings.LoadSettings;
import dev.llmemulator.load.watch.SelfCheck;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Searches for the capacity of a system by one trial after the other, and tells of each. */
public final class CapacitySearch {
    private static final double LEAST_AT_ONCE = 1;
    private static final double LEAST_PER_SECOND = 0.1;
    private static final double MOST_AT_ONCE = 100_000;
    private static final double MOST_PER_SECOND = 10_000;

    /** What trials need of their run. */
    public interface Contexts {
        /** What users share, by their settings, where they are counted, and the engine that they run on. */
        JourneyContext of(LoadSettings settings, Measurements into, EngineLink engine);

        /** The share of the load test's processors that the cluster took in a time; 0 if that is not known. */
        default double clusterShare(long fromUs, long toUs) {
            return 0;
        }
    }

    private final LoadSettings settings;
    private final Contexts contexts;
    private final EpochClock clock;
    private final PrintStream out;
    private final List<Step> steps = new CopyOnWriteArrayList<>();
    private volatile Next.@Nullable Confirm end;
    private volatile long startedUs;
    private volatile @Nullable Trial running;
    private volatile boolean stopped;
    private long tokensBefore;

    /** A search that has not begun, and prints a line for each step. */
    public CapacitySearch(LoadSettings settings, Contexts contexts, EpochClock clock, PrintStream out) {
        this.settings = settings;
        this.contexts = contexts;
        this.clock = clock;
        this.out = out;
    }

    /** Searches, and returns the settings of the run that is to confirm the result. */
    public LoadSettings find() {
        return find(settings.capacity().budget());
    }

    LoadSettings find(Duration budget) {
        var plan = settings.capacity();
        var search = search(settings, budget.toMillis() / 1e3);
        startedUs = clock.nowUs();
        out.printf(
                Locale.ROOT,
                "Searching for the most %s that keep %s; at most %d s.%n",
                plan.unit(),
                settings.objectives(),
                budget.toSeconds());
        while (true) {
            var next = search.next(steps.stream().map(Step::tried).toList(), search.budgetSeconds() - seconds());
            if (next instanceof Next.Confirm confirm) {
                end = confirm;
                return confirming(confirm);
            }
            var step = trial((Next.Try) next, search);
            while (stopped) {
                // The process is about to end, and tells what was known.
                LockSupport.park();
            }
            steps.add(step);
            out.println(StepTable.line(step, steps.size(), seconds(), plan));
        }
    }

    private Step trial(Next.Try wanted, Search search) {
        try {
            var trial = new Trial(settings, contexts, clock);
            running = trial;
            var step = trial.run(wanted, search.budgetSeconds() - seconds() - search.setAsideSeconds());
            ended(trial);
            return step;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The search for the capacity was interrupted", e);
        }
    }

    private LoadSettings confirming(Next.Confirm confirm) {
        var seconds = Math.max(1, Math.round(confirm.seconds()));
        out.printf(
                Locale.ROOT,
                "Confirming %s %s for %d s.%n",
                StepTable.load(confirm.load()),
                settings.capacity().unit(),
                seconds);
        return settings.atLoad(confirm.load(), Duration.ofSeconds(seconds));
    }

    private synchronized void ended(Trial trial) {
        tokensBefore += trial.tokens();
        running = null;
    }

    /** The tokens that users have received by now. */
    public synchronized long tokens() {
        var trial = running;
        return tokensBefore + (trial == null ? 0 : trial.tokens());
    }

    /** How long it has searched; 0 before it has begun. */
    public double seconds() {
        return startedUs == 0 ? 0 : (clock.nowUs() - startedUs) / 1e6;
    }

    /** Ends the search, because somebody stops the run. */
    public void stop() {
        stopped = true;
    }

    /** When it began, in microseconds since the epoch; 0 if it has not. */
    public long startedUs() {
        return startedUs;
    }

    /** What is known by now, without a confirmation. */
    public CapacityReport report() {
        var report = CapacityReport.of(settings, List.copyOf(steps), null, startedUs, end != null && end.early());
        return stopped ? report.stopped() : report;
    }

    /** What is known after the run that confirms the result, which began and ended at these times. */
    public CapacityReport report(Figures figures, SelfCheck selfCheck, long fromUs, long toUs) {
        var confirm = end;
        if (confirm == null) {
            return report();
        }
        var refused = figures.refused();
        var confirmation = Step.of(
                confirm.load(),
                Judgement.of(settings.objectives(), figures, refused, selfCheck)
                        .orWorse(Judgement.ofUsers(confirm.load(), figures, settings)),
                figures,
                figures,
                refused,
                settings.objectives().good() != null,
                (toUs - fromUs) / 1e6,
                fromUs,
                fromUs,
                toUs);
        return CapacityReport.of(settings, List.copyOf(steps), confirmation, startedUs, confirm.early());
    }

    /** The search by these settings, in this time. */
    static Search search(LoadSettings settings, double budgetSeconds) {
        var arrivals = settings.arrivals();
        return arrivals == null
                ? new Search(settings.clients(), LEAST_AT_ONCE, MOST_AT_ONCE, true, budgetSeconds)
                : new Search(arrivals.perSecond(), LEAST_PER_SECOND, MOST_PER_SECOND, false, budgetSeconds);
    }
}
