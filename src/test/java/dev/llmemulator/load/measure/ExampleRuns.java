package dev.llmemulator.load.measure;

import dev.llmemulator.load.measure.Verdict.Ending;
import dev.llmemulator.load.settings.LoadSettings;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Summaries of runs that end in different ways, each made by the code from figures that were measured. */
final class ExampleRuns {

    private static final int ANSWERS = 1000;

    private ExampleRuns() {}

    /** A thousand whole answers of 990 ms and more, each a little later than the one before. */
    static Summary passed() {
        return summary(wholeAnswers(ANSWERS), settings(Map.of()), ANSWERS, Ending.COMPLETE);
    }

    /** As many answers as {@link #passed} has, of which one failed for each kind of violation. */
    static Summary failed() {
        AnomalyKind[] kinds = AnomalyKind.values();
        Measurements measurements = wholeAnswers(ANSWERS - kinds.length);
        for (AnomalyKind kind : kinds) {
            measurements.answerStarted(1);
            measurements.answerFailed(2, kind.label(), List.of(new Anomaly(kind, 0, 1, "")));
        }
        return summary(measurements, settings(Map.of()), ANSWERS, Ending.COMPLETE);
    }

    /** A run with one answer, which failed for a reason that a server gave. */
    static Summary failedBecause(String reason) {
        Measurements measurements = new Measurements();
        measurements.answerStarted(1);
        measurements.answerFailed(2, reason, List.of());
        return summary(measurements, settings(Map.of()), 1, Ending.COMPLETE);
    }

    /** Stopped with an answer under way and too few for any percentile. */
    static Summary interrupted() {
        Measurements measurements = wholeAnswers(3);
        measurements.answerStarted(4_000_000);
        return summary(measurements, settings(Map.of()), ANSWERS, Ending.INTERRUPTED);
    }

    /** Broke down before anything was measured. */
    static Summary empty() {
        return summary(new Measurements(), settings(Map.of()), ANSWERS, Ending.CRASHED);
    }

    /** Answers whose ideal is no time at all, so that there are no ratios. */
    static Summary withoutIdeal() {
        Measurements measurements = new Measurements();
        measurements.answerStarted(1);
        measurements.answerPassed(2);
        return summary(measurements, settings(Map.of("delay", "0")), 1, Ending.COMPLETE);
    }

    static Measurements wholeAnswers(int answers) {
        Measurements measurements = new Measurements();
        for (int answer = 0; answer < answers; answer++) {
            long startUs = answer * 1000L;
            long lateUs = answer * 10L;
            long endUs = startUs + 990_000 + lateUs;
            measurements.answerStarted(startUs);
            measurements.connectEnded(true);
            measurements.requestSent();
            measurements.tokenReceived(endUs);
            measurements.record(Metric.TTFT, 1000 + lateUs, endUs);
            measurements.record(Metric.INTER_TOKEN_LATENCY, 10_000 + lateUs, endUs);
            measurements.record(Metric.ANSWER, 990_000 + lateUs, endUs);
            measurements.record(Metric.TOKEN_DELIVERY, 500 + lateUs, endUs);
            measurements.record(Metric.TOKEN_DELAY, 700 + lateUs, endUs);
            measurements.recordRatio(990_000 + lateUs, 990_000);
            measurements.answerPassed(endUs);
        }
        return measurements;
    }

    private static LoadSettings settings(Map<String, String> properties) {
        return LoadSettings.from(properties, Map.of(), Map.of());
    }

    private static Summary summary(Measurements measurements, LoadSettings settings, long expected, Ending ending) {
        Figures figures = measurements.figures(5_000_000);
        return new Summary(
                "StreamedAnswers",
                Instant.parse("2026-11-23T12:34:56.789Z"),
                settings,
                "http://127.0.0.1:9000",
                expected,
                Verdict.on(figures, expected, settings.maxErrors(), ending),
                figures,
                new WarmUpResult(8.4, 698, 0),
                10.2,
                Path.of("target", "gatling", "streamedanswers-20261123123456789"),
                Map.of(
                        "gatling", "3.15.1",
                        "java", "17.0.15",
                        "java_vm", "OpenJDK 64-Bit Server VM",
                        "os", "Linux 6.1 amd64",
                        "processors", "2",
                        "max_heap_mb", "2048"));
    }
}
