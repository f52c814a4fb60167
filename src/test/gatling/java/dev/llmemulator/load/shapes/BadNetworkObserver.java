package dev.llmemulator.load.shapes;

import dev.llmemulator.load.measure.EpochClock;
import dev.llmemulator.load.measure.Figures;
import dev.llmemulator.load.measure.Measurements;
import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.parts.PartsReport;
import dev.llmemulator.load.report.Verdict.Criterion;
import dev.llmemulator.load.settings.LoadSettings;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What users of a bad network feel, and what a token costs the servers before and since. */
public final class BadNetworkObserver extends AffectedObserver {
    private final BadLinks links;

    public BadNetworkObserver(LoadSettings settings, BadLinks links) {
        super(settings);
        this.links = links;
    }

    @Override
    public void begin(Measurements measurements, EpochClock clock, Supplier<PartsReport> told) {
        links.endpoints();
        super.begin(measurements, clock, told);
    }

    @Override
    protected void happen() throws IOException {
        links.disturb(affected().network());
    }

    @Override
    public void end() {
        super.end();
        links.close();
    }

    @Override
    protected Findings findings(Figures figures) {
        var facts = new LinkedHashMap<String, String>();
        var numbers = new LinkedHashMap<String, @Nullable Double>();
        var recoveries = figures.histogram(Metric.RECOVERY);
        facts.put(
                "recoveries",
                recoveries.getTotalCount() == 0
                        ? "none: no connection was lost"
                        : format("%d, at most %.1f s", recoveries.getTotalCount(), recoveries.getMaxValue() / 1e6));
        facts.putAll(lost());
        numbers.put("recoveries", (double) recoveries.getTotalCount());
        addCosts("before", partsBefore(), facts, numbers);
        addCosts("since", partsSince(), facts, numbers);
        return new Findings(
                format("%d users had a network with %s.", users(), affected().network()),
                facts,
                numbers,
                List.of(new Criterion(
                        "the network was made bad",
                        "yes",
                        begun().isDone() ? "yes" : "no: " + trouble(),
                        begun().isDone())));
    }

    private static void addCosts(
            String when, PartsReport parts, Map<String, String> facts, Map<String, @Nullable Double> numbers) {
        var costs = parts.cpuPerTokenInOneLine();
        if (costs.isEmpty()) {
            return;
        }
        facts.put("CPU for each token " + when + ", us", costs);
        for (var row : parts.cpu()) {
            numbers.put("%s_cpu_us_per_token_%s".formatted(row.part(), when), row.usPerToken());
        }
    }
}
