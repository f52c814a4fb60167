package dev.llmemulator.load.report;

import dev.llmemulator.load.capacity.CapacityReport;
import dev.llmemulator.load.chaos.CausedFault;
import dev.llmemulator.load.chaos.FaultPlan;
import dev.llmemulator.load.chaos.FaultReport;
import dev.llmemulator.load.client.Anomaly;
import dev.llmemulator.load.client.AnomalyKind;
import dev.llmemulator.load.measure.ClockOffset;
import dev.llmemulator.load.measure.ClockReport;
import dev.llmemulator.load.measure.Goodness;
import dev.llmemulator.load.measure.Measurements;
import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.measure.ServerClock;
import dev.llmemulator.load.measure.SlowestAnswer;
import dev.llmemulator.load.measure.TimesBuffer;
import dev.llmemulator.load.measure.TokenTimes;
import dev.llmemulator.load.objectives.Objectives;
import dev.llmemulator.load.parts.PartFigure;
import dev.llmemulator.load.parts.PartKind;
import dev.llmemulator.load.parts.PartsReport;
import dev.llmemulator.load.parts.RecordedParts;
import dev.llmemulator.load.report.Verdict.Ending;
import dev.llmemulator.load.settings.LoadSettings;
import dev.llmemulator.load.watch.GcPauses;
import dev.llmemulator.load.watch.SelfCheck;
import dev.llmemulator.load.watch.SelfChecks;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Summaries of runs that end in different ways, made from recorded measurements as in a real run. */
final class ExampleRuns {
    static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

    private static final int ANSWERS = 1000;
    private static final SelfCheck HEALTHY = SelfChecks.of(1500, new GcPauses(8, 0.15, 33));

    // The others are recorded by methods of their own.
    private static final Set<Metric> OF_SPANS =
            EnumSet.complementOf(EnumSet.of(Metric.TOKEN_DELIVERY, Metric.TOKEN_DELAY, Metric.ANSWER_OVER_IDEAL));

    private ExampleRuns() {}

    /** A thousand complete answers of 990 ms and more, each a little later than the one before. */
    static Summary passed() {
        return complete(Map.of(), ClockReport.of(ServerClock.OURS), HEALTHY);
    }

    /** A thousand answers, of which one failed for each kind of violation. */
    static Summary failed() {
        AnomalyKind[] kinds = AnomalyKind.values();
        Measurements measurements = completeAnswers(ANSWERS - kinds.length);
        for (AnomalyKind kind : kinds) {
            measurements.answerStarted(1);
            measurements.answerFailed(2, kind.label(), List.of(new Anomaly(kind, 0, 1, "")));
        }
        return summary(measurements, Map.of(), ANSWERS, Ending.COMPLETE);
    }

    /** A run whose slowest answer has a trace. */
    static Summary traced() {
        var measurements = completeAnswers(ANSWERS);
        var times = new TimesBuffer();
        times.add(new TokenTimes(1_000, 1_200, 1_700, 1_800));
        measurements.offerSlowest(new SlowestAnswer("slow", TRACE, 2_000_000, 990_000, 1_000, times, ClockOffset.NONE));
        return summary(measurements, Map.of(), ANSWERS, Ending.COMPLETE);
    }

    /** The run that passed, of which the TTFT is between 1 and 11 ms and 700 answers were good, with these objectives. */
    static Summary withObjectives(String slo) {
        return complete(Map.of("slo", slo, "good", "ttft<8ms"), ClockReport.of(ServerClock.OURS), HEALTHY);
    }

    static Summary failedBecause(String reason) {
        var measurements = withFailures(new Measurements(), 1, reason);
        return summary(measurements, Map.of(), 1, Ending.COMPLETE);
    }

    static Summary withFailures(int failures) {
        var measurements = withFailures(completeAnswers(ANSWERS - failures), failures, "no reply");
        return summary(measurements, Map.of("maxErrors", String.valueOf(failures)), ANSWERS, Ending.COMPLETE);
    }

    static Measurements withFailures(Measurements measurements, int failures, String reason) {
        for (var i = 0; i < failures; i++) {
            measurements.answerStarted(1);
            measurements.answerFailed(2, reason, List.of());
        }
        return measurements;
    }

    /** A run that ended before most of its answers; it has enough tokens for a median only. */
    static Summary unfinished() {
        return summary(completeAnswers(30), Map.of(), ANSWERS, Ending.COMPLETE);
    }

    static Summary passedWithFewTokens() {
        return summary(completeAnswers(3), Map.of(), 3, Ending.COMPLETE);
    }

    /** A run that was stopped with an answer under way and too few values for any percentile. */
    static Summary interrupted() {
        Measurements measurements = completeAnswers(3);
        measurements.answerStarted(4_000_000);
        return summary(measurements, Map.of(), ANSWERS, Ending.INTERRUPTED);
    }

    static Summary empty() {
        return summary(new Measurements(), Map.of(), ANSWERS, Ending.CRASHED);
    }

    /** A run whose answers have an ideal of 0, so that there are no ratios. */
    static Summary withoutIdeal() {
        var measurements = new Measurements();
        measurements.answerStarted(1);
        measurements.answerPassed(2);
        return summary(measurements, Map.of("delay", "0"), 1, Ending.COMPLETE);
    }

    /** Two hundred tokens of an event stream, which does not say when they were due. */
    static Summary eventStream() {
        return eventStream("");
    }

    static Summary eventStream(String slo) {
        var measurements = new Measurements();
        measurements.answerStarted(1);
        for (var i = 0; i < 200; i++) {
            measurements.record(Metric.TOKEN_DELIVERY, 2_000, 3_000);
        }
        measurements.answerPassed(2);
        return summary(measurements, Map.of("transport", "sse", "slo", slo), 1, Ending.COMPLETE);
    }

    static Summary clockEstimated() {
        var offsets = Map.of("5d1c", new ClockOffset(-1_500, 320), "77aa", new ClockOffset(40_250, 210));
        return complete(Map.of(), new ClockReport(false, offsets, ""), HEALTHY);
    }

    static Summary invalid() {
        var unfit = SelfChecks.of(120_000, new GcPauses(20, 2.5, 148));
        return complete(Map.of(), ClockReport.of(ServerClock.OURS), unfit);
    }

    /** A run with a model that draws lengths and paces, so that each answer has its own ideal. */
    static Summary ofAModel() {
        return complete(Map.of("model", "chat"), ClockReport.of(ServerClock.OURS), HEALTHY);
    }

    /** A run against the cluster, whose parts were watched, but for one. */
    static Summary watched() {
        var parts = RecordedParts.of(300, 12_000, 0.45)
                .gauge(PartFigure.MEMORY_BYTES, 4e8)
                .machine(0.97, 0.96)
                .part("emulator1", PartKind.EMULATOR)
                .rate(PartFigure.CPU_SECONDS, 0.3)
                .set(PartFigure.PLACES, i -> 100 + i % 7)
                .gauge(PartFigure.PLACES_LIMIT, 10_000)
                .part("haproxy", PartKind.HAPROXY)
                .set(PartFigure.CPU_SECONDS, i -> i % 9 == 3 ? Double.NaN : i * 0.12)
                .gauge(PartFigure.PROCESSORS, 2)
                .part("centrifugo1", PartKind.CENTRIFUGO)
                .set(PartFigure.CPU_SECONDS, i -> i < 100 ? i * 0.6 : 60 + (i - 100) * 0.5)
                .set(PartFigure.MEMORY_BYTES, i -> 5e7 + i * 1e5)
                .set(PartFigure.CONNECTIONS, i -> Math.min(400, i * 20))
                .rate(PartFigure.COMMANDS, 900)
                .part("centrifugo2", PartKind.CENTRIFUGO)
                .rate(PartFigure.CPU_SECONDS, 0.4)
                .elsewhere()
                .notWatched("redis", "redis://127.0.0.1:6379: connection refused <script>", "its port")
                .report();
        return complete(Map.of(), ClockReport.of(ServerClock.OURS), HEALTHY, parts);
    }

    /** A run whose simulation found something, with samples of which one lacks a value. */
    static Summary observed() {
        var samples = List.of(
                Map.of("second", 10.0, "memory <b>, MB", 200.0, "p99, ms", 3.5),
                Map.of("second", 20.0, "memory <b>, MB", 260.5),
                Map.of("second", 30.0, "memory <b>, MB", 320.0, "p99, ms", 4.25));
        var numbers = new HashMap<String, @Nullable Double>();
        numbers.put("an hour", 21_420.0);
        numbers.put("calm_after_seconds", null);
        return withObservation(new Observation(
                null,
                "Something grew.",
                Map.of("memory <b>, MB", "grows by +21420.0 an hour"),
                Map.of("p99, ms", "not significant"),
                numbers,
                samples,
                0,
                List.of(new Verdict.Criterion("nothing grows", "none", "memory", false))));
    }

    private static Summary withObservation(Observation observation) {
        var run = passed();
        return new Summary(
                run.simulation(),
                run.started(),
                run.settings(),
                run.endpoints(),
                run.expected(),
                Verdict.on(run.figures(), run.expected(), 0, Ending.COMPLETE, HEALTHY, List.of(), observation),
                run.figures(),
                run.clock(),
                run.warmUp(),
                run.selfCheck(),
                run.cpuSeconds(),
                run.parts(),
                run.folder(),
                run.versions(),
                run.faults(),
                observation,
                null);
    }

    /** A run of users who ask nothing. */
    static Summary silent() {
        return withObservation(new Observation(
                "7 silent users, 14 pings answered, 0 lost",
                "7 of 7 users were connected and silent for 60 s.",
                Map.of("pings answered", "14"),
                Map.of(),
                Map.of(),
                List.of(),
                0,
                List.of()));
    }

    /** A run against a backend that a profile describes. */
    static Summary byProfile() {
        return complete(Map.of("profile", "emulator"), ClockReport.of(ServerClock.OURS), HEALTHY);
    }

    /** A search for the capacity with the run that confirmed it, during which the parts were watched. */
    static Summary capacity(CapacityReport report) {
        var run = completeAnswers(ANSWERS);
        var of = summary(run, Map.of(), ANSWERS, Ending.COMPLETE);
        return new Summary(
                "Capacity",
                of.started(),
                of.settings(),
                of.endpoints(),
                of.expected(),
                of.verdict().onCapacity(report),
                of.figures(),
                of.clock(),
                of.warmUp(),
                of.selfCheck(),
                of.cpuSeconds(),
                watched().parts().between(108_000_000, 118_000_000).withSeriesFrom(0),
                of.folder(),
                of.versions(),
                of.faults(),
                null,
                report);
    }

    private static Summary complete(Map<String, String> properties, ClockReport clock, SelfCheck selfCheck) {
        return complete(properties, clock, selfCheck, PartsReport.NONE);
    }

    private static Summary complete(
            Map<String, String> properties, ClockReport clock, SelfCheck selfCheck, PartsReport parts) {
        return summary(completeAnswers(ANSWERS), properties, ANSWERS, Ending.COMPLETE, clock, selfCheck, parts);
    }

    private static long leastUs(Metric metric) {
        return switch (metric) {
            case TTFT -> 1000;
            case INTER_TOKEN_LATENCY -> 10_000;
            case ANSWER -> 990_000;
            case TTFT_FROM_ARRIVAL -> 1300;
            case ANSWER_FROM_ARRIVAL -> 990_300;
            default -> 300;
        };
    }

    static Measurements completeAnswers(int answers) {
        var measurements = new Measurements();
        for (var answer = 0; answer < answers; answer++) {
            var startUs = answer * 1000L;
            var lateUs = answer * 10L;
            var endUs = startUs + 990_000 + lateUs;
            measurements.answerStarted(startUs);
            measurements.connectEnded(true);
            measurements.requestSent(1_000);
            measurements.tokenReceived(endUs);
            for (Metric metric : OF_SPANS) {
                measurements.record(metric, leastUs(metric) + lateUs, endUs);
            }
            var token = new TokenTimes(startUs, startUs + 200, startUs + 700 + lateUs, startUs + 800 + lateUs);
            measurements.recordDelay(token);
            measurements.recordRatio(990_000 + lateUs, 990_000, endUs);
            var times = new TimesBuffer();
            times.add(token);
            measurements.offerSlowest(
                    new SlowestAnswer("a", null, 990_000 + lateUs, 990_000, startUs, times, ClockOffset.NONE));
            measurements.answerPassed(endUs, lateUs < 7_000 ? Goodness.GOOD : Goodness.NOT_GOOD);
        }
        return measurements;
    }

    private static Summary summary(
            Measurements measurements, Map<String, String> properties, long expected, Ending ending) {
        return summary(
                measurements,
                properties,
                expected,
                ending,
                ClockReport.of(ServerClock.OURS),
                HEALTHY,
                PartsReport.NONE);
    }

    private static Summary summary(
            Measurements measurements,
            Map<String, String> properties,
            long expected,
            Ending ending,
            ClockReport clock,
            SelfCheck selfCheck,
            PartsReport parts) {
        return summary(measurements, properties, expected, ending, clock, selfCheck, parts, null);
    }

    /** A run in which a node was killed, and its start failed for this reason; empty if it did not. */
    static Summary withFaults(String trouble) {
        var faults = List.of(
                new CausedFault(List.of("kill", "centrifugo1"), 1, 1.002, 1.1, ""),
                new CausedFault(List.of("start", "centrifugo1"), 2, 2.001, 2.9, trouble));
        var plan = FaultPlan.read("centrifugo-kill");
        var measurements = completeAnswers(ANSWERS);
        measurements.endings().connectionLost();
        measurements.endings().replayed(17);
        measurements
                .endings()
                .ended(
                        dev.llmemulator.load.measure.Ending.SILENT,
                        List.of(new Anomaly(AnomalyKind.LOST, 3, 1, "")),
                        "lost token");
        var report =
                FaultReport.of(plan, faults, measurements.figures(5_000_000).overTime(), Objectives.NONE);
        return summary(
                measurements,
                Map.of(),
                ANSWERS,
                Ending.COMPLETE,
                ClockReport.of(ServerClock.OURS),
                HEALTHY,
                PartsReport.NONE,
                report);
    }

    private static Summary summary(
            Measurements measurements,
            Map<String, String> properties,
            long expected,
            Ending ending,
            ClockReport clock,
            SelfCheck selfCheck,
            PartsReport parts,
            @Nullable FaultReport faults) {
        var settings = LoadSettings.from(properties, Map.of(), Map.of());
        var figures = measurements.figures(5_000_000);
        var verdict = Verdict.on(
                figures,
                expected,
                settings.maxErrors(),
                ending,
                selfCheck,
                settings.objectives().judge(figures, Unmeasured.in(settings, clock)));
        return new Summary(
                "StreamedAnswers",
                Instant.parse("2026-11-23T12:34:56.789Z"),
                settings,
                "http://127.0.0.1:9000",
                expected,
                faults == null ? verdict : verdict.withFaults(faults, figures.endings()),
                figures,
                clock,
                new WarmUpResult(8.4, 698, 0),
                selfCheck,
                10.2,
                parts,
                Path.of("target", "gatling", "streamedanswers-20261123123456789"),
                Map.of(
                        "gatling", "3.15.1",
                        "java", "17.0.15",
                        "java_vm", "OpenJDK 64-Bit Server VM",
                        "os", "Linux 6.1 amd64",
                        "processors", "2",
                        "max_heap_mb", "2048"),
                faults,
                null,
                null);
    }
}
