package dev.llmemulator.load.report;

import dev.llmemulator.load.measure.ClockReport;
import dev.llmemulator.load.settings.Target;
import dev.llmemulator.load.watch.Cause;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collector;
import java.util.stream.Collectors;

/** A summary for people: the verdict first, then the figures. */
public final class SummaryText {
    private static final String RULE = "=".repeat(92);
    private static final String THIN_RULE = "-".repeat(92);
    private static final String SPAN_ROW = "%-34s %10s %10s %10s %10s %10s";
    private static final Collector<CharSequence, ?, String> NEXT_LINES = Collectors.joining("\n" + " ".repeat(35));
    private static final String FACT = "%-34s %s";

    private SummaryText() {}

    /** The block to print, with a line break at its end. */
    public static String of(Summary summary) {
        var figures = summary.figures();
        var lines = new Lines();
        lines.add("%s", RULE);
        lines.add("%s", verdict(summary));
        lines.add("%s", THIN_RULE);
        if (!summary.selfCheck().fit()) {
            lines.add(
                    FACT,
                    "what to do",
                    summary.selfCheck().causes().stream().map(Cause::advice).collect(NEXT_LINES));
        }
        lines.add(
                FACT,
                "answers",
                String.format(
                        "%d whole, %d failed, of %d asked for in %.1f s%s",
                        figures.passed(),
                        figures.failed(),
                        summary.expected(),
                        figures.seconds(),
                        figures.underWay() > 0 ? ", " + figures.underWay() + " cut off" : ""));
        lines.add(FACT, "tokens", figures.tokens());
        lines.add(
                FACT,
                "per second",
                String.format(
                        Locale.ROOT,
                        "%.1f requests, %.0f tokens, %.1f cycles",
                        figures.perSecond(figures.requests()),
                        figures.perSecond(figures.tokens()),
                        figures.perSecond(figures.passed() + figures.failed())));
        lines.add(FACT, "connections", figures.connected() + " opened, " + figures.connectFailures() + " failed");
        lines.add(FACT, "errors", kinds(figures.errors()));
        lines.add(
                FACT,
                "integrity violations",
                kinds(figures.anomalies().entrySet().stream()
                        .collect(Collectors.toMap(each -> each.getKey().label(), Map.Entry::getValue))));
        lines.add("%s", THIN_RULE);
        addSpans(summary, lines);
        lines.add("%s", THIN_RULE);
        lines.add(FACT, "warm-up, in none of the figures", warmUp(summary.warmUp()));
        lines.add(
                FACT,
                "CPU of this process",
                String.format(
                        Locale.ROOT,
                        "%.1f s, %.0f us a token%s",
                        summary.cpuSeconds(),
                        summary.cpuUsPerToken(),
                        summary.settings().target() instanceof Target.Embedded ? ", servers included" : ""));
        SelfCheckRows.of(summary.selfCheck()).forEach((name, value) -> lines.add(FACT, name, value));
        lines.add(FACT, "target", summary.settings().target().name() + ", " + summary.endpoints());
        addFiles(summary, lines);
        lines.add("%s", RULE);
        return lines.toString();
    }

    /** The verdict in one line. */
    static String verdict(Summary summary) {
        var figures = summary.figures();
        var verdict = summary.verdict();
        var name = verdict.outcome().name();
        return verdict.reason().isEmpty()
                ? String.format(
                        "%s: %d answers, %d tokens, %d violations, %d errors",
                        name, figures.passed(), figures.tokens(), figures.anomalyCount(), figures.failed())
                : name + ": " + verdict.reason();
    }

    private static void addSpans(Summary summary, Lines lines) {
        lines.add(SPAN_ROW, SpanTable.HEAD.toArray());
        SpanTable.rows(summary).forEach(row -> lines.add(SPAN_ROW, row.toArray()));
        if (summary.answerOverIdeal() == null) {
            lines.add(FACT, "answer / ideal", SpanTable.NOT_AVAILABLE);
        }
        var delays = BreakdownTable.rows(summary.figures().breakdown());
        if (delays.isEmpty()) {
            lines.add(FACT, "delay of tokens", SpanTable.NOT_AVAILABLE + ": " + summary.whyNoBreakdown());
        }
        addClock(summary.clock(), lines);
        if (!delays.isEmpty()) {
            lines.add("%s", THIN_RULE);
            lines.add(SPAN_ROW, BreakdownTable.HEAD.toArray());
            delays.forEach(row -> lines.add(SPAN_ROW, row.toArray()));
        }
    }

    private static void addClock(ClockReport clock, Lines lines) {
        clock.offsets()
                .forEach((instance, offset) -> lines.add(
                        FACT,
                        "clock of emulator " + instance.substring(0, Math.min(8, instance.length())),
                        String.format(
                                Locale.ROOT,
                                "%+.1f ms from ours, known to %.1f ms, taken into account",
                                offset.offsetUs() / 1000.0,
                                offset.errorUs() / 1000.0)));
    }

    private static String kinds(Map<String, Long> counts) {
        if (counts.isEmpty()) {
            return "0";
        }
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .map(each -> each.getValue() + " x " + each.getKey())
                .collect(NEXT_LINES);
    }

    private static String warmUp(WarmUpResult warmUp) {
        return warmUp.answers() + warmUp.failed() == 0
                ? "none"
                : String.format(
                        Locale.ROOT,
                        "%.1f s, %d answers, %d failed",
                        warmUp.seconds(),
                        warmUp.answers(),
                        warmUp.failed());
    }

    private static void addFiles(Summary summary, Lines lines) {
        var folder = summary.folder();
        if (folder == null) {
            lines.add(FACT, "report", "none: the run did not get so far");
            return;
        }
        var html = folder.resolve("index.html");
        lines.add(FACT, "report", Files.exists(html) ? shown(html) : "no HTML in " + shown(folder));
        lines.add(FACT, "page", shown(folder.resolve(SummaryHtml.FILE_NAME)));
        lines.add(FACT, "summary", shown(folder.resolve(Summary.FILE_NAME)));
    }

    /** Lines with a margin. */
    private static final class Lines {
        private final StringBuilder text = new StringBuilder();

        void add(String format, Object... values) {
            text.append(String.format(Locale.ROOT, format, values)).append('\n');
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }

    /** As seen from the folder that the run was started in, where it lies below that. */
    private static Path shown(Path path) {
        var here = Path.of("").toAbsolutePath();
        return path.startsWith(here) ? here.relativize(path) : path;
    }
}
