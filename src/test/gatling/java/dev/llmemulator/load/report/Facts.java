package dev.llmemulator.load.report;

import dev.llmemulator.load.chaos.FaultReport;
import dev.llmemulator.load.measure.Endings;
import dev.llmemulator.load.measure.Percentiles;
import dev.llmemulator.load.measure.SlowestAnswer;
import dev.llmemulator.load.measure.Unit;
import dev.llmemulator.load.parts.PartsReport;
import dev.llmemulator.load.settings.Target;
import dev.llmemulator.load.watch.CpuShare;
import dev.llmemulator.load.watch.GcPauses;
import dev.llmemulator.load.watch.OpenFiles;
import dev.llmemulator.load.watch.Processors;
import dev.llmemulator.load.watch.SelfCheck;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Facts about a run for people: the name of a row, and a phrase. */
final class Facts {
    static final String OTHERS = "publications of other types, ignored";
    static final String OTHER_ANSWERS = "publications of other answers, ignored";

    static final String FAULT_ADVICE =
            "read the reason; bin/status_emulator.sh shows what is down, bin/fault --help what can be caused";

    private Facts() {}

    static Map<String, String> ofRun(Summary summary) {
        var figures = summary.figures();
        var rows = new LinkedHashMap<String, String>();
        rows.put("target", target(summary));
        rows.put("transport", transport(summary));
        rows.put(
                "per second",
                format(
                        "%.1f requests, %.0f tokens, %.1f cycles",
                        figures.perSecond(figures.requests()),
                        figures.perSecond(figures.tokens()),
                        figures.perSecond(figures.passed() + figures.failed())));
        rows.put("connections", connections(summary));
        var endings = figures.endings();
        if (summary.faults() != null || endings.connectionsLost() > 0) {
            rows.put("answers by their end", answers(endings));
            rows.put(
                    "lost in mid-answer",
                    format(
                            "%d connections or subscriptions; %d tokens came with a recovery",
                            endings.connectionsLost(), endings.replayedTokens()));
        }
        if (endings.wastedTokens() > 0) {
            rows.put("tokens wasted", endings.wastedTokens() + " came after their users had stopped the answer");
        }
        if (figures.others() > 0) {
            rows.put(OTHERS, String.valueOf(figures.others()));
        }
        if (figures.otherAnswers() > 0) {
            rows.put(OTHER_ANSWERS, String.valueOf(figures.otherAnswers()));
        }
        var proof = summary.proof();
        if (proof != null) {
            rows.put("proved", String.join("; ", proof.proved()));
            rows.put("not proved", String.join("; ", proof.notProved()));
        }
        rows.put("warm-up, not counted", warmUp(summary.warmUp()));
        rows.put(
                "CPU of this process",
                format(
                        "%.1f s, %.0f us a token%s",
                        summary.cpuSeconds(),
                        summary.cpuUsPerToken(),
                        summary.settings().target() instanceof Target.Embedded ? ", servers included" : ""));
        summary.clock()
                .offsets()
                .forEach((instance, offset) -> rows.put(
                        "clock of emulator " + instance.substring(0, Math.min(8, instance.length())),
                        format(
                                "%+.1f ms from ours, known to %.1f ms, taken into account",
                                Unit.MILLISECONDS.of(offset.offsetUs()), Unit.MILLISECONDS.of(offset.errorUs()))));
        return rows;
    }

    /** What came of the run's objectives, and of those of an answer; nothing if there are none. */
    static Map<String, String> ofObjectives(Summary summary) {
        var figures = summary.figures();
        var rows = new LinkedHashMap<String, String>();
        summary.verdict()
                .objectives()
                .forEach(each -> rows.put(each.objective().text(), each.state() + ": " + each.why()));
        var good = summary.good();
        if (good != null) {
            rows.put(
                    "good answers",
                    format(
                            "%d of %d that ended, %.1f a second; good is %s",
                            figures.good(), figures.ended(), figures.perSecond(figures.good()), good));
        }
        return rows;
    }

    static Map<String, String> ofSelfCheck(SelfCheck selfCheck) {
        var figures = selfCheck.figures();
        var rows = new LinkedHashMap<String, String>();
        rows.put(
                "own lateness",
                lateness(figures.eventLoopsUs()) + "; of a bare thread " + lateness(figures.threadUs()));
        rows.put(
                "late probes",
                selfCheck.lateness().actual() + "; required: "
                        + selfCheck.lateness().required());
        rows.put("own GC pauses, open files", gc(figures.gc()) + "; " + files(figures.files()));
        rows.put("CPU of machine, process, stolen", processors(figures.processors()));
        return rows;
    }

    /** Where a token's CPU time goes, what is full, and what was not watched. */
    static Map<String, String> ofParts(PartsReport parts) {
        var rows = new LinkedHashMap<String, String>();
        var cpu = parts.cpuPerTokenInOneLine();
        if (!cpu.isEmpty()) {
            rows.put("CPU of a token, us", cpu);
        }
        parts.fullPart().ifPresent(full -> rows.put("full", full.sentence()));
        parts.notWatched()
                .forEach(each -> rows.put(each.name() + " not watched", each.reason() + "; to open it: " + each.how()));
        return rows;
    }

    static String connections(Summary summary) {
        var figures = summary.figures();
        var kept = summary.settings().reuse()
                ? ", kept over a user's answers, " + figures.idleConnectionsLost() + " lost between two"
                : "";
        return "%d opened, %d failed%s".formatted(figures.connected(), figures.connectFailures(), kept);
    }

    static String faults(FaultReport faults, Endings.Counts endings) {
        var caused = faults.faults().stream()
                .filter(each -> each.fault().isCarriedOut())
                .count();
        var last = faults.faults().get(faults.faults().size() - 1);
        return format(
                "%d of %d caused, %s; answers: %s",
                caused,
                faults.faults().size(),
                last.calmAfterSeconds() != null
                        ? format("calm %.1f s after the last", last.calmAfterSeconds())
                        : faults.calmKnown() ? "not calm again" : "calm is not known: no second before the first fault",
                answers(endings));
    }

    static String answers(Endings.Counts endings) {
        return endings.answers().entrySet().stream()
                .map(each -> each.getValue() + " " + each.getKey().label())
                .collect(Collectors.joining(", "));
    }

    static String transport(Summary summary) {
        return switch (summary.settings().transport()) {
            case WEBSOCKET -> "websocket, by way of Centrifugo";
            case HTTP_STREAM -> "http_stream, by way of Centrifugo";
            case CENTRIFUGO_SSE -> "centrifugo_sse, server-sent events by way of Centrifugo";
            case SSE ->
                summary.settings().traced() ? "sse, straight from the emulator" : "sse, straight from the server";
        };
    }

    static String slowest(SlowestAnswer answer, String traceId) {
        return String.format(
                Locale.ROOT,
                "%.1f ms where the ideal is %.1f ms, trace %s",
                answer.answerUs() / 1e3,
                answer.idealUs() / 1e3,
                traceId);
    }

    static String target(Summary summary) {
        return summary.settings().target().name() + ", " + summary.endpoints();
    }

    static String warmUp(WarmUpResult warmUp) {
        return warmUp.seconds() == 0
                ? "none"
                : format("%.1f s, %d answers, %d failed", warmUp.seconds(), warmUp.answers(), warmUp.failed());
    }

    private static String lateness(Histogram histogramUs) {
        var percentiles = Percentiles.of(histogramUs, Unit.MILLISECONDS);
        return percentiles == null
                ? MetricTable.NOT_AVAILABLE
                : format(
                        "p99 %s, max %.1f ms",
                        MetricTable.cell(percentiles.p99(), Unit.MILLISECONDS), percentiles.max());
    }

    private static String gc(GcPauses gc) {
        return format("%d in %.2f s, longest %d ms", gc.count(), gc.seconds(), gc.longestMs());
    }

    private static String files(@Nullable OpenFiles files) {
        return files == null ? MetricTable.NOT_AVAILABLE : files.most() + " of " + files.limit();
    }

    private static String processors(Processors processors) {
        return "%s; in the fullest second %s"
                .formatted(shares(processors, CpuShare::mean), shares(processors, CpuShare::most));
    }

    private static String shares(Processors processors, Function<CpuShare, Double> figure) {
        return Stream.of(processors.busy(), processors.process(), processors.stolen())
                .map(share -> percent(share == null ? null : figure.apply(share)))
                .collect(Collectors.joining(", "));
    }

    private static String percent(@Nullable Double share) {
        return share == null ? MetricTable.NOT_AVAILABLE : format("%.0f %%", share * 100);
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
