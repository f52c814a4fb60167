package dev.llmemulator.load.capacity;

import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.measure.Percentile;
import dev.llmemulator.load.settings.CapacityPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Steps of a search as people read them: rows of a table, and a line for each while it goes on. */
public final class StepTable {
    /** The titles of the columns; p50 and p99 are one cell. */
    public static final List<String> HEAD = List.of(
            "load",
            "TTFT, ms",
            "ITL, ms",
            "delay, ms",
            "goodput",
            "tokens/s",
            "refused",
            "failed",
            "seconds",
            "verdict");

    private static final String NOT_AVAILABLE = "n/a";

    private StepTable() {}

    /** The cells of a row. */
    public static List<String> row(Step step, boolean confirms) {
        var cells = new ArrayList<String>();
        cells.add(load(step.load()));
        Step.METRICS.forEach(metric -> cells.add(percentiles(step, metric)));
        var good = step.good();
        cells.add(good == null ? NOT_AVAILABLE : format("%.1f %%", good * 100));
        cells.add(format("%.0f", step.tokensPerSecond()));
        cells.add(String.valueOf(step.refused()));
        cells.add(String.valueOf(step.failed() - step.refused()));
        cells.add(format("%.0f", step.measuredSeconds()));
        cells.add((confirms ? "confirmation: " : "") + verdict(step));
        return cells;
    }

    /** A line that a search prints after a step. */
    static String line(Step step, int number, double seconds, CapacityPlan plan) {
        return format(
                "%3.0f s  step %2d: %s %s: %s; TTFT %s, ITL %s, delay %s ms (p50 / p99), %.0f tokens/s, %d refused",
                seconds,
                number,
                load(step.load()),
                plan.perSecond() ? "a second" : "at once",
                verdict(step),
                percentiles(step, Metric.TTFT),
                percentiles(step, Metric.INTER_TOKEN_LATENCY),
                percentiles(step, Metric.TOKEN_DELAY),
                step.tokensPerSecond(),
                step.refused());
    }

    private static String verdict(Step step) {
        var broke = step.broke();
        return step.outcome().label()
                + (broke == null ? "" : " " + broke.objective().text());
    }

    private static String percentiles(Step step, Metric metric) {
        var all = step.percentiles().get(metric);
        return all == null ? NOT_AVAILABLE : cell(all.p50()) + " / " + cell(all.p99());
    }

    private static String cell(@Nullable Percentile percentile) {
        return percentile == null
                ? NOT_AVAILABLE
                : format(percentile.value() < 100 ? "%.1f" : "%.0f", percentile.value());
    }

    /** A load without digits that tell nothing. */
    public static String load(double load) {
        return load == Math.rint(load) || load >= 100 ? format("%.0f", load) : format("%.1f", load);
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
