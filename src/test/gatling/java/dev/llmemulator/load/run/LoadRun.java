package dev.llmemulator.load.run;

import static io.gatling.javaapi.core.CoreDsl.asLongAs;
import static io.gatling.javaapi.core.CoreDsl.rampUsers;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import com.sun.management.OperatingSystemMXBean;
import dev.llmemulator.EmbeddedStack;
import dev.llmemulator.load.capacity.CapacityReport;
import dev.llmemulator.load.capacity.CapacitySearch;
import dev.llmemulator.load.chaos.CausedFault;
import dev.llmemulator.load.chaos.FaultReport;
import dev.llmemulator.load.chaos.FaultRunner;
import dev.llmemulator.load.engine.EngineLink;
import dev.llmemulator.load.engine.GatlingReport;
import dev.llmemulator.load.engine.QuietRun;
import dev.llmemulator.load.engine.Trouble;
import dev.llmemulator.load.measure.ClockReport;
import dev.llmemulator.load.measure.EpochClock;
import dev.llmemulator.load.measure.Figures;
import dev.llmemulator.load.measure.Measurements;
import dev.llmemulator.load.measure.RowLog;
import dev.llmemulator.load.measure.Rows;
import dev.llmemulator.load.measure.ServerClock;
import dev.llmemulator.load.outlets.LivePage;
import dev.llmemulator.load.outlets.RunMetrics;
import dev.llmemulator.load.parts.FullPart;
import dev.llmemulator.load.parts.NearestPart;
import dev.llmemulator.load.parts.PartsReport;
import dev.llmemulator.load.parts.PartsWatch;
import dev.llmemulator.load.protocol.AnswerContext;
import dev.llmemulator.load.protocol.AnswerInProgress;
import dev.llmemulator.load.protocol.Endpoints;
import dev.llmemulator.load.report.HowFar;
import dev.llmemulator.load.report.LiveView;
import dev.llmemulator.load.report.Observation;
import dev.llmemulator.load.report.Summary;
import dev.llmemulator.load.report.Unmeasured;
import dev.llmemulator.load.report.Verdict;
import dev.llmemulator.load.report.WarmUpResult;
import dev.llmemulator.load.scenarios.JourneyContext;
import dev.llmemulator.load.scenarios.WatchAnswer;
import dev.llmemulator.load.settings.LoadSettings;
import dev.llmemulator.load.settings.ServerUrl;
import dev.llmemulator.load.settings.Target;
import dev.llmemulator.load.shapes.Observer;
import dev.llmemulator.load.target.Profile;
import dev.llmemulator.load.target.Secrets;
import dev.llmemulator.load.target.Trace;
import dev.llmemulator.load.watch.SelfCheck;
import dev.llmemulator.load.watch.SelfFigures;
import dev.llmemulator.load.watch.SelfWatch;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** One run of a simulation, from the start of its servers to its verdict. */
public final class LoadRun {
    private static final DateTimeFormatter FOLDER_STAMP =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmssSSS").withZone(ZoneId.systemDefault());

    /** Of what a first user said and got, when it did not work. */
    private static final int MOST_LINES = 60;

    /** Of the checkout whose cluster is under load, which is the folder that the run was started in. */
    private static final Path FAULT_SCRIPT = Path.of("bin", "fault").toAbsolutePath();

    private enum Phase {
        PREPARING,
        MEASURING,
        COMPLETE,
        STOPPED
    }

    private record Results(
            Figures figures,
            SelfFigures self,
            double cpuSeconds,
            PartsReport parts,
            @Nullable Observation observation) {}

    private final String simulation;
    private volatile long expected;
    private final EpochClock clock = new EpochClock();
    private final Measurements measurements = new Measurements();
    private final EngineLink engine = new EngineLink();
    private final SelfWatch selfWatch = new SelfWatch();
    private final CompletableFuture<TargetStack> stack = new CompletableFuture<>();
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.PREPARING);
    private volatile @Nullable PartsWatch partsWatch;
    private volatile LoadSettings settings;
    private volatile @Nullable CapacitySearch search;
    private volatile Instant started = Instant.now();
    private volatile boolean measured;
    private volatile @Nullable Results finalResults;
    private volatile double cpuSecondsAtStart;
    private volatile ServerClock serverClock = ServerClock.OURS;
    private volatile @Nullable Measurements warmUpMeasurements;
    private volatile @Nullable Progress progress;
    private volatile @Nullable FaultRunner faults;
    private volatile @Nullable LivePage livePage;
    private volatile @Nullable RunMetrics metrics;
    private volatile @Nullable Path foundFolder;
    private Observer observer = Observer.NONE;
    private @Nullable RunEnd end;

    /** A run that has not begun, whose users ask for so many answers together, at least. */
    public LoadRun(String simulation, LoadSettings settings, long expected) {
        this.simulation = simulation;
        this.settings = settings;
        this.expected = expected;
    }

    /** Lets an observer look at the run; to be called before it begins. */
    public void observe(Observer by) {
        observer = by;
    }

    public long expected() {
        return expected;
    }

    public JourneyContext context() {
        return context(settings, measurements, engine, engine);
    }

    private JourneyContext context(LoadSettings users, Measurements into, Rows rows, EngineLink link) {
        return context(users, into, rows, link, null);
    }

    private JourneyContext context(
            LoadSettings users, Measurements into, Rows rows, EngineLink link, @Nullable Trace trace) {
        var answers = new AnswerContext(into, new RowLog(rows), clock, users, () -> serverClock, trace, null);
        return new JourneyContext(this::endpoints, answers, link);
    }

    /** Lets a search find the load when the run begins; until then its settings say where to begin. */
    public void findCapacity() {
        search = new CapacitySearch(
                settings,
                new CapacitySearch.Contexts() {
                    @Override
                    public JourneyContext of(LoadSettings users, Measurements into, EngineLink link) {
                        return context(users, into, Rows.NONE, link);
                    }

                    @Override
                    public double clusterShare(long fromUs, long toUs) {
                        return partsUntilNow().between(fromUs, toUs).clusterShare();
                    }
                },
                clock,
                System.out);
    }

    /** When each user begins, in microseconds after the start; known once the run has begun. */
    public long[] beginUs() {
        return settings.beginUs();
    }

    /**
     * Starts the servers, checks them and warms them up. To be called before the simulation.
     *
     * @throws dev.llmemulator.settings.InvalidSettingException if the run cannot be told of where the settings say
     */
    public void begin() {
        openOutlets();
        OwnClasses.load(LoadRun.class, "dev.llmemulator.load");
        OwnClasses.load(EmbeddedStack.class, "dev.llmemulator");
        var ending = RunEnd.of(this);
        end = ending;
        stack.complete(TargetStack.open(settings));
        FileLimit.problem(settings, endpoints()).ifPresent(ending::finishBefore);
        var problem = settings.profile() == null ? targetProblem() : targetProblem(settings.profile());
        if (problem != null) {
            ending.finishBefore(problem);
        }
        if (!settings.sameClock() && settings.traced()) {
            serverClock = clockOfServers();
        }
        if (!settings.warmUp().isZero()) {
            // The code that watches has to be compiled by then, too.
            var unmeasured = watch(() -> 0);
            warmUp();
            unmeasured.close();
        }
        var searching = search;
        partsWatch = watch(() -> measurements.counts().tokens() + (searching == null ? 0 : searching.tokens()));
        if (searching != null) {
            settings = searching.find();
            expected = settings.arrivals() == null ? 1 : settings.clients();
        }
        selfWatch.start();
        engine.eventLoops().thenAccept(selfWatch::watch);
        if (!phase.compareAndSet(Phase.PREPARING, Phase.MEASURING)) {
            awaitTheEndOfTheProcess();
        }
        started = Instant.now();
        cpuSecondsAtStart = cpuSeconds();
        measured = true;
        observer.begin(measurements, clock, this::partsUntilNow);
        var intention = observer.plan();
        if (intention == null) {
            System.out.println(settings.describe(expected, endpoints().toString()));
            System.out.println(settings.percentilesToExpect(expected));
            settings.objectivesToExpect(expected).forEach(System.out::println);
        } else {
            System.out.printf(
                    "%s. [target=%s, %s]%n", intention, settings.target().name(), endpoints());
        }
        var plan = settings.faults();
        if (plan != null) {
            faults = FaultRunner.start(plan, FAULT_SCRIPT, measurements, clock);
        }
        var time = settings.repeatFor();
        progress = (time == null
                        ? Progress.ofAnswers(measurements, clock, expected, System.out)
                        : Progress.ofTime(measurements, clock, settings.ramp().plus(time), System.out))
                .start();
    }

    private void openOutlets() {
        var live = settings.outlets().live();
        if (live != null) {
            var page = LivePage.start(live, cpuMs -> LiveView.json(summary(Verdict.Ending.RUNNING), howFar(), cpuMs));
            System.out.println("The run can be watched at " + page.url());
            livePage = page;
        }
        if (settings.outlets().metrics() != null || settings.outlets().otlp() != null) {
            var telling = RunMetrics.start(settings.outlets(), simulation, measurements, new RunMetrics.Run() {
                @Override
                public @Nullable String id() {
                    var folder = folder();
                    return folder == null ? null : String.valueOf(folder.getFileName());
                }

                @Override
                public long expected() {
                    return expected;
                }

                @Override
                public Instant started() {
                    return started;
                }

                @Override
                public Verdict verdict() {
                    return verdictByFigures(resultsSoFar(), ClockReport.of(serverClock), Verdict.Ending.RUNNING);
                }

                @Override
                public List<CausedFault> faults() {
                    var causing = faults;
                    return causing == null ? List.of() : causing.caused();
                }

                @Override
                public Histogram latenessUs() {
                    return selfWatch.seen().eventLoopsUs();
                }
            });
            if (telling.url() != null) {
                System.out.println("The run's metrics are at " + telling.url());
            }
            metrics = telling;
        }
    }

    /** Tells the last of the run where it was told of while it went on. */
    void closeOutlets(Summary summary) {
        var told = metrics;
        if (told != null) {
            var firstUs = measurements.firstStartUs();
            told.end(
                    summary.verdict(),
                    firstUs.isEmpty()
                            ? started
                            : Instant.EPOCH.plus(
                                    firstUs.getAsLong()
                                            + (long) (summary.figures().seconds() * 1e6),
                                    ChronoUnit.MICROS));
        }
        var page = livePage;
        if (page != null) {
            page.end(LiveView.lastJson(summary));
        }
        if (told != null) {
            if (told.longestWait().toSeconds() > 0) {
                System.out.printf(
                        "Waiting until the last of the metrics is scraped, for at most %d s.%n",
                        told.longestWait().toSeconds() + 1);
            }
            told.awaitLastScrape();
        }
    }

    private HowFar howFar() {
        var telling = progress;
        var searched = search;
        if (telling != null) {
            return telling.howFar();
        }
        if (phase.get() != Phase.PREPARING) {
            return new HowFar("making the report", null, null);
        }
        if (searched == null || searched.seconds() == 0) {
            return new HowFar("starting", null, null);
        }
        var budget = settings.capacity().budget().toSeconds();
        return new HowFar(
                "searching for the capacity",
                Math.min(searched.seconds() / budget, 1),
                Math.max(budget - searched.seconds(), 0));
    }

    private @Nullable TargetProblem targetProblem() {
        var reason =
                TargetCheck.failure((into, rows) -> context(settings.forTargetCheck(), into, rows, new EngineLink()));
        for (var each : settings.ofEachModel()) {
            if (reason == null) {
                reason = TargetCheck.refusal((into, rows) -> context(each, into, rows, new EngineLink()));
            }
        }
        return reason == null
                ? null
                : TargetProblem.of(reason, settings.target().name(), endpoints());
    }

    private @Nullable TargetProblem targetProblem(Profile profile) {
        var said = new ArrayList<String>();
        var log = new TraceLog(new Secrets(profile.secrets()), said::add);
        var reason = TargetCheck.failureByProfile((into, rows) -> {
            said.clear();
            return context(settings.forTargetCheck(), into, rows, new EngineLink(), log);
        });
        if (reason == null) {
            return null;
        }
        System.out.printf("What a first user said and got. %s%n", TraceLog.LEGEND);
        said.stream().limit(MOST_LINES).forEach(System.out::println);
        return TargetProblem.ofProfile(
                reason, profile.name(), log.advice(), settings.target().name(), endpoints());
    }

    // Behind a backend that is not ours, only the emulator itself tells what its clock says.
    private ServerClock clockOfServers() {
        var profile = settings.profile();
        if (profile == null) {
            return ClockWatch.start(endpoints().http(), endpoints().trust(), clock);
        }
        return profile.emulatorUrl() == null
                ? ServerClock.UNKNOWN
                : ServerClock.ofTheOnly(ClockWatch.start(
                        ServerUrl.of(profile.emulatorUrl()), endpoints().trust(), clock));
    }

    private PartsWatch watch(LongSupplier tokens) {
        return PartsWatch.start(settings.watch(), endpoints().trust(), clock, tokens);
    }

    // Loads the system until the code on both sides is compiled. A user whose answer failed has nothing to warm.
    private void warmUp() {
        System.out.printf(
                Locale.ROOT,
                "Warming up for %.1f s; none of it is measured.%n",
                settings.warmUp().toNanos() / 1e9);
        var unmeasured = new Measurements();
        warmUpMeasurements = unmeasured;
        var users = settings.forWarmUp();
        var journeys = context(users, unmeasured, Rows.NONE, new EngineLink());
        var endUs = clock.nowUs() + users.warmUp().toNanos() / 1000;
        progress = Progress.ofWarmUp(unmeasured, clock, settings.warmUp(), System.out)
                .start();
        QuietRun.of(scenario("warm-up")
                .exec(asLongAs(user -> isFine(AnswerInProgress.latest(user)) && clock.nowUs() < endUs)
                        .on(new WatchAnswer(journeys).answer()))
                .exec(journeys.goodbye())
                .injectOpen(rampUsers(users.clients()).during(users.ramp())));
        closeProgress();
    }

    private static boolean isFine(@Nullable AnswerInProgress answer) {
        return answer == null || answer.isFine();
    }

    // The process was stopped during the warm-up, and is about to end.
    private static void awaitTheEndOfTheProcess() {
        while (true) {
            LockSupport.park();
        }
    }

    /** Ends the run, and with it the process. To be called after the simulation, when all users are gone. */
    public void end() {
        if (phase.compareAndSet(Phase.MEASURING, Phase.COMPLETE)) {
            freeze();
        }
        closeProgress();
        closeFaults();
        stack.join().close();
        Objects.requireNonNull(end, "The run has not begun").finish();
    }

    /** Ends the measurement early and stops the engine. False if nothing was measured: no {@link #end} will follow. */
    boolean stop() {
        closeProgress();
        var searching = search;
        if (searching != null) {
            searching.stop();
        }
        if (phase.compareAndSet(Phase.PREPARING, Phase.STOPPED)) {
            return false;
        }
        if (phase.compareAndSet(Phase.MEASURING, Phase.STOPPED)) {
            freeze();
            engine.stop("interrupted");
        }
        return true;
    }

    private void closeFaults() {
        var causing = faults;
        if (causing != null) {
            causing.close();
        }
    }

    private void closeProgress() {
        var telling = progress;
        if (telling != null) {
            telling.close();
            progress = null;
        }
    }

    private void freeze() {
        observer.end();
        var results = results(cpuSeconds() - cpuSecondsAtStart);
        selfWatch.close();
        var watch = partsWatch;
        if (watch != null) {
            // Its last reading can take a while, and must not change what the others saw.
            watch.close();
        }
        finalResults = new Results(
                results.figures(),
                results.self(),
                results.cpuSeconds(),
                parts(results.figures()),
                results.observation());
    }

    private Results results(double cpuSeconds) {
        var figures = measurements.figures(clock.nowUs());
        var self = selfWatch.figures();
        var outOfFiles = figures.errors().keySet().stream().anyMatch(each -> each.contains(Trouble.TOO_MANY_FILES));
        return new Results(
                figures, outOfFiles ? self.outOfFiles() : self, cpuSeconds, parts(figures), observer.found(figures));
    }

    private PartsReport partsUntilNow() {
        var watch = partsWatch;
        return watch == null ? PartsReport.NONE : watch.report();
    }

    /** What the parts told from the first answer to the last, with series that begin as the search for the load does. */
    private PartsReport parts(Figures figures) {
        var searchUs = search == null ? 0 : search.startedUs();
        var firstUs = measurements.firstStartUs();
        if (firstUs.isEmpty()) {
            return searchUs == 0 ? PartsReport.NONE : partsUntilNow().between(searchUs, clock.nowUs());
        }
        var parts =
                partsUntilNow().between(firstUs.getAsLong(), firstUs.getAsLong() + (long) (figures.seconds() * 1e6));
        return searchUs == 0 ? parts : parts.withSeriesFrom(searchUs);
    }

    private Results resultsUntilNow() {
        var last = finalResults;
        return last == null ? results(0) : last;
    }

    // Looks without touching: neither the self-check nor what an observer finds is to change by it.
    private Results resultsSoFar() {
        var last = finalResults;
        if (last != null) {
            return last;
        }
        var figures = measurements.figures(clock.nowUs());
        var cpu = measured ? cpuSeconds() - cpuSecondsAtStart : 0;
        return new Results(figures, selfWatch.seen(), cpu, parts(figures), null);
    }

    private static double cpuSeconds() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime() / 1e9;
    }

    boolean isComplete() {
        return phase.get() == Phase.COMPLETE;
    }

    /** Returns the folder of this run's report; null if the measurement has not begun. */
    @Nullable
    Path folder() {
        if (foundFolder == null && measured) {
            foundFolder =
                    ResultsFolder.find(GatlingReport.ofThisProcess().root(), simulation, FOLDER_STAMP.format(started));
        }
        return foundFolder;
    }

    // Gatling makes none before the measurement, but a search that ends then has something to tell.
    private @Nullable Path folderAtTheEnd() {
        return measured || search == null || search.startedUs() == 0
                ? folder()
                : ResultsFolder.make(GatlingReport.ofThisProcess().root(), simulation, FOLDER_STAMP.format(started));
    }

    /** Returns the summary of the run until now, or until its end. */
    Summary summary(Verdict.Ending ending) {
        var results = ending == Verdict.Ending.RUNNING ? resultsSoFar() : resultsUntilNow();
        var figures = results.figures();
        var selfCheck = selfCheck(results);
        var clocks = ClockReport.of(serverClock);
        var verdict = verdictByFigures(results, clocks, ending);
        var faultReport = faultReport(figures, ending);
        var judged = faultReport == null || ending == Verdict.Ending.RUNNING
                ? verdict
                : verdict.withFaults(faultReport, figures.endings());
        var capacity = capacity(figures, selfCheck, ending);
        return new Summary(
                simulation,
                started,
                settings,
                stack.isDone() ? endpoints().toString() : "not started",
                askedFor(figures),
                capacity == null || ending == Verdict.Ending.RUNNING ? judged : judged.onCapacity(capacity),
                figures,
                clocks,
                warmUpResult(),
                selfCheck,
                results.cpuSeconds(),
                results.parts(),
                ending == Verdict.Ending.RUNNING ? folder() : folderAtTheEnd(),
                Versions.current(),
                faultReport,
                results.observation(),
                capacity);
    }

    /** The whole verdict while the run goes on. At its end, planned faults and a search for the capacity count, too. */
    private Verdict verdictByFigures(Results results, ClockReport clocks, Verdict.Ending ending) {
        var figures = results.figures();
        return Verdict.on(
                figures,
                askedFor(figures),
                settings.maxErrors(),
                ending,
                selfCheck(results),
                settings.objectives().judge(figures, Unmeasured.in(settings, clocks)),
                results.observation());
    }

    // Users who repeat for a time ask for more than is known beforehand; each answer that they began counts.
    private long askedFor(Figures figures) {
        return Math.max(expected, figures.ended() + figures.underWay());
    }

    private @Nullable FaultReport faultReport(Figures figures, Verdict.Ending ending) {
        var plan = settings.faults();
        var causing = faults;
        if (plan == null || causing == null) {
            return null;
        }
        var caused = causing.caused();
        var shown = ending == Verdict.Ending.RUNNING
                ? caused.stream().filter(each -> each.beganSeconds() != null).toList()
                : caused;
        return FaultReport.of(plan, shown, figures.overTime(), settings.objectives());
    }

    // A confirmation that was stopped confirms nothing.
    private @Nullable CapacityReport capacity(Figures figures, SelfCheck selfCheck, Verdict.Ending ending) {
        var searched = search;
        if (searched == null) {
            return null;
        }
        var startUs = started.getEpochSecond() * 1_000_000 + started.getNano() / 1000;
        var report = ending == Verdict.Ending.COMPLETE
                ? searched.report(figures, selfCheck, startUs, startUs + (long) (figures.seconds() * 1e6))
                : searched.report();
        var watched = partsUntilNow();
        var failed = report.failures().stream()
                .map(each -> watched.between(each.loadedUs(), each.toUs()))
                .toList();
        var full = failed.stream()
                .flatMap(each -> each.fullPart().stream())
                .map(FullPart::sentence)
                .findFirst()
                .orElse(null);
        var nearest = full != null || failed.isEmpty()
                ? null
                : failed.get(0).nearestPart().map(NearestPart::sentence).orElse(null);
        return report.withParts(full, nearest);
    }

    private WarmUpResult warmUpResult() {
        var warmUp = warmUpMeasurements;
        if (warmUp == null) {
            return WarmUpResult.NONE;
        }
        var figures = warmUp.figures(clock.nowUs());
        return new WarmUpResult(figures.seconds(), figures.passed(), figures.failed());
    }

    private SelfCheck selfCheck(Results results) {
        var figures = results.self().withCluster(results.parts().clusterShare());
        return SelfCheck.of(figures, settings.maxLateness(), settings.target() instanceof Target.Embedded);
    }

    private Endpoints endpoints() {
        return Objects.requireNonNull(stack.getNow(null), "The run has not begun")
                .endpoints();
    }
}
