package dev.llmemulator.load.report;

import dev.llmemulator.load.capacity.CapacityReport;
import dev.llmemulator.load.capacity.StepTable;
import dev.llmemulator.load.watch.Cause;
import dev.llmemulator.load.watch.EmulatorPace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The block that a run prints at its end: the verdict first, then what a newcomer reads. The rest is in the files. */
public final class SummaryText {
    private static final String RULE = "=".repeat(92);
    private static final String THIN_RULE = "-".repeat(92);
    private static final String NEXT_LINE = "\n" + " ".repeat(35);
    private static final Collector<CharSequence, ?, String> NEXT_LINES = Collectors.joining(NEXT_LINE);

    // As many words as fit beside the name of a row.
    private static final Pattern LINE = Pattern.compile("(.{1,57})(?: |$)");

    private final StringBuilder text = new StringBuilder();

    private SummaryText() {}

    public static String of(Summary summary) {
        var block = new SummaryText();
        block.line(RULE);
        block.line(verdict(summary));
        block.line(Sentence.of(summary));
        var observation = summary.observation();
        if (observation != null && observation.headline() == null) {
            block.line(observation.sentence());
        }
        block.line(THIN_RULE);
        block.addCapacity(summary.capacity());
        block.addAnswers(summary);
        block.line(THIN_RULE);
        block.addObjectives(summary);
        var metrics = MetricTable.rows(summary);
        if (!metrics.isEmpty()) {
            block.row(MetricTable.HEAD);
            metrics.forEach(block::row);
            block.line(THIN_RULE);
        }
        if (observation != null) {
            observation.facts().forEach(block::fact);
        }
        var proof = summary.proof();
        if (proof == null) {
            block.fact("delay of tokens", BreakdownTable.inOneLine(summary));
        } else {
            // Where a promise was broken, nothing is proved but that.
            var proved = summary.figures().anomalies().isEmpty() ? "proved" : "checked";
            block.fact(proved, proof.proved().stream().collect(NEXT_LINES));
            block.fact("not proved", proof.notProved().stream().collect(NEXT_LINES));
        }
        Facts.ofParts(summary.parts()).forEach(block::fact);
        var slowest = summary.figures().slowest();
        if (slowest != null && slowest.traceId() != null) {
            block.fact("slowest answer", Facts.slowest(slowest, slowest.traceId()));
        }
        block.fact("target", Facts.target(summary));
        block.fact("transport", Facts.transport(summary));
        block.addFiles(summary);
        block.line(RULE);
        return block.text.toString();
    }

    static String verdict(Summary summary) {
        var figures = summary.figures();
        var verdict = summary.verdict();
        var observation = summary.observation();
        if (observation != null
                && observation.headline() != null
                && verdict.reason().isEmpty()) {
            return verdict.outcome() + ": " + observation.headline();
        }
        if (summary.capacity() != null && verdict.outcome() == Verdict.Outcome.PASSED) {
            return verdict.outcome() + ": " + summary.capacity().headline();
        }
        return verdict.outcome()
                + ": "
                + (verdict.reason().isEmpty()
                        ? "%d answers, %d tokens, %d violations, %d errors"
                                .formatted(figures.passed(), figures.tokens(), figures.anomalyCount(), figures.failed())
                        : verdict.reason());
    }

    private void addCapacity(@Nullable CapacityReport capacity) {
        if (capacity == null || capacity.steps().isEmpty()) {
            return;
        }
        var rows = new ArrayList<List<String>>();
        rows.add(StepTable.HEAD);
        rows.addAll(capacity.rows());
        for (var row : rows) {
            line("%8s %15s %13s %15s %8s %9s %8s %7s %8s  %s".formatted(row.toArray()));
        }
        line(THIN_RULE);
    }

    private void addAnswers(Summary summary) {
        var figures = summary.figures();
        var selfCheck = summary.selfCheck();
        if (summary.verdict().outcome() == Verdict.Outcome.INVALID) {
            fact(
                    "what to do",
                    !summary.faultTrouble().isEmpty()
                            ? Facts.FAULT_ADVICE
                            : selfCheck.fit()
                                    ? EmulatorPace.ADVICE
                                    : selfCheck.causes().stream()
                                            .map(Cause::advice)
                                            .collect(NEXT_LINES));
            Facts.ofSelfCheck(selfCheck).forEach(this::fact);
        }
        fact(
                "answers",
                String.format(
                        Locale.ROOT,
                        "%d complete, %d failed, of %d asked for in %.1f s%s",
                        figures.passed(),
                        figures.failed(),
                        summary.expected(),
                        figures.seconds(),
                        figures.underWay() > 0 ? ", " + figures.underWay() + " cut off" : ""));
        if (figures.refused() > 0) {
            fact("refused for want of room", figures.refused() + " of the failed ones (503 or 429)");
        }
        var perSecond = figures.perSecond(figures.tokens());
        fact("tokens", String.format(Locale.ROOT, "%d, %.0f per second", figures.tokens(), perSecond));
        fact("errors", kinds(figures.errors()));
        if (summary.faults() != null) {
            fact("faults", Facts.faults(summary.faults(), figures.endings()));
        }
        if (summary.settings().reuse()) {
            fact("connections", Facts.connections(summary));
        }
        var violations = new HashMap<String, Long>();
        figures.anomalies().forEach((kind, count) -> violations.put(kind.label(), count));
        fact("integrity violations", kinds(violations));
        if (figures.others() > 0) {
            fact(Facts.OTHERS, String.valueOf(figures.others()));
        }
        if (figures.otherAnswers() > 0) {
            fact(Facts.OTHER_ANSWERS, String.valueOf(figures.otherAnswers()));
        }
        // A run that was stopped before it measured anything has nothing else to tell, and no file that tells it.
        if (summary.warmUp().failed() > 0 || summary.folder() == null) {
            fact("warm-up, not counted", Facts.warmUp(summary.warmUp()));
        }
    }

    private void addObjectives(Summary summary) {
        var facts = Facts.ofObjectives(summary);
        facts.forEach((name, sentence) ->
                fact(name, LINE.matcher(sentence).replaceAll("$1" + NEXT_LINE).strip()));
        if (!facts.isEmpty()) {
            line(THIN_RULE);
        }
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

    private void addFiles(Summary summary) {
        var folder = summary.folder();
        if (folder == null) {
            fact("report", "none: the run did not get that far");
            return;
        }
        var html = folder.resolve("index.html");
        fact("report", Files.exists(html) ? shown(html) : "no HTML in " + shown(folder));
        fact("page", shown(SummaryFile.PAGE.in(folder)));
        fact("summary", shown(SummaryFile.JSON.in(folder)));
    }

    /** A path relative to the folder that the run was started in, if it is below that. */
    private static String shown(Path path) {
        var here = Path.of("").toAbsolutePath();
        return (path.startsWith(here) ? here.relativize(path) : path).toString();
    }

    private void fact(String name, String phrase) {
        line("%-34s %s".formatted(name, phrase));
    }

    private void row(List<String> cells) {
        line("%-34s %10s %10s %10s %10s %10s".formatted(cells.toArray()));
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
