package dev.llmemulator.load.objectives;

import dev.llmemulator.load.measure.Figures;
import dev.llmemulator.load.measure.Interval;
import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.measure.Unit;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A percentile, the mean or the maximum of a metric, as one of those of its short name that has values. */
record MetricQuantity(List<Metric> metrics, Statistic statistic) implements Quantity {
    /** The metric that counts in a run. */
    private Metric metric(Figures figures) {
        return metrics.stream()
                .filter(each -> figures.histogram(each).getTotalCount() > 0)
                .reduce(metrics.get(0), (first, second) -> second);
    }

    @Override
    public String title(Figures figures) {
        return metric(figures).title() + " " + statistic.name();
    }

    @Override
    public double limit(Part part) {
        return part.limit(metricUnit().accepted(), "above 0", limit -> limit > 0);
    }

    private Unit metricUnit() {
        return metrics.get(0).unit();
    }

    @Override
    public String unit() {
        return metricUnit().symbol();
    }

    @Override
    public String digits(double value) {
        return metricUnit().format(value);
    }

    @Override
    public String suffix() {
        return metricUnit() == Unit.RATIO ? "" : " " + unit();
    }

    @Override
    public @Nullable Estimate estimate(Figures figures) {
        var metric = metric(figures);
        var values = figures.histogram(metric);
        if (values.getTotalCount() == 0) {
            return null;
        }
        // Tokens of one answer are late together, so they count as one.
        var independent = isPerToken() ? Math.max(1, figures.ended()) : values.getTotalCount();
        return statistic.of(values, metric.unit(), Math.min(independent, values.getTotalCount()));
    }

    @Override
    public @Nullable Double guess(Figures figures) {
        var values = figures.histogram(metric(figures));
        return values.getTotalCount() == 0 ? null : Double.valueOf(statistic.guess(values, metricUnit()));
    }

    @Override
    public @Nullable Double in(Interval interval) {
        return metrics.stream()
                .map(interval::values)
                .filter(Objects::nonNull)
                .findFirst()
                .filter(values -> !statistic.isMean())
                .map(values -> values.roughPercentile(statistic.perMille()))
                .orElse(null);
    }

    private boolean isPerToken() {
        return metrics.get(0).has(Metric.Trait.PER_TOKEN);
    }

    @Override
    public long answersNeeded(Operator operator, double limit) {
        return statistic.answersNeeded(isPerToken());
    }

    @Override
    public String whatIsMissing(Figures figures, @Nullable GoodAnswer good, WhyNone why) {
        return whatIsMissing(metrics, figures, why);
    }

    /** Why a run has no value of any metric of a short name; empty if it has some. */
    static String whatIsMissing(List<Metric> metrics, Figures figures, WhyNone why) {
        return metrics.stream().anyMatch(each -> figures.histogram(each).getTotalCount() > 0)
                ? ""
                : "the run has no value of %s: %s".formatted(metrics.get(0).title(), why.of(metrics.get(0)));
    }
}
