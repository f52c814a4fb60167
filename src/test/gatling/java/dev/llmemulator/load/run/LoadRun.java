package dev.llmemulator.load.run;

import com.sun.management.OperatingSystemMXBean;
import dev.llmemulator.EmbeddedStack;
import dev.llmemulator.load.engine.EngineLink;
import dev.llmemulator.load.engine.QuietRun;
import dev.llmemulator.load.measure.ClockReport;
import dev.llmemulator.load.measure.EpochClock;
import dev.llmemulator.load.measure.Figures;
import dev.llmemulator.load.measure.Measurements;
import dev.llmemulator.load.measure.RowLog;
import dev.llmemulator.load.measure.Rows;
import dev.llmemulator.load.measure.ServerClock;
import dev.llmemulator.load.protocol.AnswerContext;
import dev.llmemulator.load.protocol.Endpoints;
import dev.llmemulator.load.report.Summary;
import dev.llmemulator.load.report.Verdict;
import dev.llmemulator.load.report.WarmUpResult;
import dev.llmemulator.load.scenarios.JourneyContext;
import dev.llmemulator.load.settings.LoadSettings;
import dev.llmemulator.load.settings.Target;
import dev.llmemulator.load.watch.SelfCheck;
import dev.llmemulator.load.watch.SelfFigures;
import dev.llmemulator.load.watch.SelfWatch;
import io.gatling.javaapi.core.Simulation;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One run of a simulation, from the start of its servers to its verdict. */
public final class LoadRun {
    private static final DateTimeFormatter FOLDER_STAMP = DateTimeFormatter.ofPattern("yyyyMMddHHmmssSSS");

    private final String simulation;
    private final LoadSettings settings;
    private final long expected;
    private final EpochClock clock = new EpochClock();
    private final Measurements measurements = new Measurements();
    private final EngineLink engine = new EngineLink();
    private final SelfWatch selfWatch = new SelfWatch();
    private final CompletableFuture<TargetStack> stack = new CompletableFuture<>();

    private enum Phase {
        PREPARING,
        MEASURING,
        COMPLETE,
        STOPPED
    }

    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.PREPARING);
    private volatile Instant started = Instant.now();
    private volatile String notBelow = "";
    private volatile WarmUpResult warmUp = WarmUpResult.NONE;
    private volatile @Nullable Figures finalFigures;
    private volatile @Nullable SelfFigures finalSelfFigures;
    private volatile double cpuSecondsAtStart;
    private volatile double cpuSecondsAtEnd;
    private volatile ServerClock serverClock = ServerClock.OURS;
    private @Nullable Progress progress;
    private @Nullable FinalBlock finalBlock;

    /**
     * A run that has not begun.
     *
     * @param expected how many answers all users ask for together, at least
     */
    public LoadRun(String simulation, LoadSettings settings, long expected) {
        this.simulation = simulation;
        this.settings = settings;
        this.expected = expected;
    }

    /** How many answers all users ask for together, at least. */
    public long expected() {
        return expected;
    }

    /** What the journeys of this run need to know. */
    public JourneyContext context() {
        return new JourneyContext(settings, this::endpoints, answers(measurements, engine), engine);
    }

    /** Starts the servers, warms them up, and begins to tell of progress; to be called before the simulation begins. */
    public void begin(Function<JourneyContext, Simulation> warmUpSimulation) {
        OwnClasses.load(LoadRun.class, "dev.llmemulator.load");
        OwnClasses.load(EmbeddedStack.class, "dev.llmemulator");
        finalBlock = FinalBlock.printAtExitOf(this, Thread.currentThread());
        stack.complete(TargetStack.open(settings));
        if (!settings.sameClock()) {
            serverClock = ClockWatch.start(endpoints().httpUrl(), clock);
        }
        if (!settings.warmUp().isZero()) {
            warmUp(warmUpSimulation);
        }
        selfWatch.start();
        engine.eventLoops().thenAccept(selfWatch::watch);
        if (!phase.compareAndSet(Phase.PREPARING, Phase.MEASURING)) {
            awaitTheEndOfTheProcess();
        }
        started = Instant.now();
        cpuSecondsAtStart = cpuSeconds();
        notBelow = LocalDateTime.now(ZoneId.systemDefault()).format(FOLDER_STAMP);
        System.out.println(settings.describe(expected, endpoints().toString()));
        System.out.println(settings.percentilesToExpect(expected));
        var telling = new Progress(measurements, clock, expected, System.out);
        telling.start();
        progress = telling;
    }

    private void warmUp(Function<JourneyContext, Simulation> simulationOf) {
        System.out.printf(
                "Warming up for %.1f s; none of it is measured.%n",
                settings.warmUp().toNanos() / 1e9);
        var unused = new Measurements();
        var gentle = settings.forWarmUp();
        QuietRun.of(simulationOf.apply(
                new JourneyContext(gentle, this::endpoints, answers(unused, Rows.NONE), new EngineLink())));
        var figures = unused.figures(clock.nowUs());
        warmUp = new WarmUpResult(figures.seconds(), figures.passed(), figures.failed());
    }

    /** Ends the measurement; to be called when all users are gone, before Gatling makes its report. */
    public void end() {
        if (phase.compareAndSet(Phase.MEASURING, Phase.COMPLETE)) {
            freeze();
        }
        if (progress != null) {
            progress.close();
        }
        stack.join().close();
        if (isInvalid() && finalBlock != null) {
            finalBlock.exitAsInvalid();
        }
    }

    /**
     * Ends the measurement early, and makes the engine stop and report what was measured until now.
     *
     * @return false if there will be no report, because nothing was measured yet
     */
    boolean stop() {
        var before = phase.getAndSet(Phase.STOPPED);
        if (before != Phase.MEASURING) {
            return false;
        }
        freeze();
        engine.stop("interrupted");
        return true;
    }

    private void freeze() {
        finalFigures = measurements.figures(clock.nowUs());
        finalSelfFigures = selfWatch.figures();
        selfWatch.close();
        cpuSecondsAtEnd = cpuSeconds();
    }

    private static double cpuSeconds() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime() / 1e9;
    }

    boolean isComplete() {
        return phase.get() == Phase.COMPLETE;
    }

    /** True for a complete run that was not fit to measure. */
    boolean isInvalid() {
        return isComplete() && !selfCheck().fit();
    }

    // Stopped while still warming up: there is nothing to go on with, and nothing to report.
    private static void awaitTheEndOfTheProcess() {
        while (true) {
            LockSupport.park();
        }
    }

    /** The summary as of now, or as of the end if the run has ended. */
    Summary summary(Verdict.Ending ending) {
        var figures = finalFigures;
        if (figures == null) {
            figures = measurements.figures(clock.nowUs());
        }
        var selfCheck = selfCheck();
        // Users who repeat for a time ask for more than is known beforehand; each answer that they began counts.
        var askedFor = Math.max(expected, figures.passed() + figures.failed() + figures.underWay());
        Path folder = notBelow.isEmpty() ? null : ResultsFolder.find(ResultsFolder.root(), simulation, notBelow);
        return new Summary(
                simulation,
                started,
                settings,
                stack.isDone() ? endpoints().toString() : "not started",
                askedFor,
                Verdict.on(figures, askedFor, settings.maxErrors(), ending, selfCheck),
                figures,
                ClockReport.of(serverClock),
                warmUp,
                selfCheck,
                Math.max(0, cpuSecondsAtEnd - cpuSecondsAtStart),
                folder,
                Versions.current());
    }

    private SelfCheck selfCheck() {
        var figures = finalSelfFigures;
        return SelfCheck.of(
                figures == null ? selfWatch.figures() : figures,
                settings.maxLateness(),
                settings.target() instanceof Target.Embedded);
    }

    private Endpoints endpoints() {
        return Objects.requireNonNull(stack.getNow(null), "The run has not begun")
                .endpoints();
    }

    private AnswerContext answers(Measurements into, Rows rows) {
        return new AnswerContext(into, new RowLog(rows), clock, settings, () -> serverClock);
    }
}
