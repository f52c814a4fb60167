package dev.llmemulator.load.report;

import static dev.llmemulator.load.measure.Percentiles.MILLISECOND;

import dev.llmemulator.load.measure.Percentiles;
import dev.llmemulator.load.watch.GcPauses;
import dev.llmemulator.load.watch.OpenFiles;
import dev.llmemulator.load.watch.Processors;
import dev.llmemulator.load.watch.SelfCheck;
import dev.llmemulator.load.watch.Share;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** What the load test saw of itself, for people: a phrase by the name of its row. */
final class SelfCheckRows {
    private SelfCheckRows() {}

    static Map<String, String> of(SelfCheck selfCheck) {
        var figures = selfCheck.figures();
        var rows = new LinkedHashMap<String, String>();
        rows.put(
                "own lateness",
                lateness(figures.eventLoopsUs()) + "; of a bare thread " + lateness(figures.threadUs()));
        rows.put("own GC pauses, open files", gc(figures.gc()) + "; " + files(figures.files()));
        rows.put("CPU of machine, process, stolen", processors(figures.processors()));
        return rows;
    }

    private static String lateness(Histogram histogramUs) {
        Percentiles percentiles = Percentiles.of(histogramUs, MILLISECOND);
        if (percentiles == null) {
            return SpanTable.NOT_AVAILABLE;
        }
        var p99 = percentiles.p99();
        return String.format(
                Locale.ROOT,
                "p99 %s, max %.1f ms",
                p99 == null ? SpanTable.NOT_AVAILABLE : String.format(Locale.ROOT, "%.1f", p99.value()),
                percentiles.max());
    }

    private static String gc(GcPauses gc) {
        return String.format(Locale.ROOT, "%d in %.2f s, longest %d ms", gc.count(), gc.seconds(), gc.longestMs());
    }

    private static String files(@Nullable OpenFiles files) {
        return files == null ? SpanTable.NOT_AVAILABLE : files.most() + " of " + files.limit();
    }

    private static String processors(Processors processors) {
        return String.format(
                "%s, %s, %s; in the fullest second %s, %s, %s",
                mean(processors.busy()),
                mean(processors.process()),
                mean(processors.stolen()),
                most(processors.busy()),
                most(processors.process()),
                most(processors.stolen()));
    }

    private static String mean(@Nullable Share share) {
        return percent(share == null ? null : share.mean());
    }

    private static String most(@Nullable Share share) {
        return percent(share == null ? null : share.most());
    }

    private static String percent(@Nullable Double share) {
        return share == null ? SpanTable.NOT_AVAILABLE : String.format(Locale.ROOT, "%.0f %%", share * 100);
    }
}
