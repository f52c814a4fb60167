package dev.llmemulator.load.shapes;

import dev.llmemulator.load.measure.EpochClock;
import dev.llmemulator.load.measure.Figures;
import dev.llmemulator.load.measure.Measurements;
import dev.llmemulator.load.measure.ModelFigures;
import dev.llmemulator.load.measure.Percentile;
import dev.llmemulator.load.measure.Percentiles;
import dev.llmemulator.load.measure.Unit;
import dev.llmemulator.load.parts.PartsReport;
import dev.llmemulator.load.report.Observation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The answers of each model, and how many users left in the middle of one. */
public final class MixedObserver implements Observer {
    private @Nullable Measurements measurements;

    @Override
    public void begin(Measurements measurements, EpochClock clock, Supplier<PartsReport> parts) {
        this.measurements = measurements;
    }

    @Override
    public @Nullable Observation found(Figures figures) {
        var models =
                Objects.requireNonNull(measurements, "The run has not begun").models();
        if (models.isEmpty()) {
            return null;
        }
        var facts = new LinkedHashMap<String, String>();
        var numbers = new LinkedHashMap<String, @Nullable Double>();
        models.forEach((name, each) -> {
            var ttft = Percentiles.of(each.ttftUs(), Unit.MILLISECONDS);
            var ratio = Percentiles.of(each.ratio(), Unit.RATIO);
            facts.put("model " + name, fact(each, ttft, ratio));
            numbers.put(name + "_complete", (double) each.complete());
            numbers.put(name + "_left", (double) each.stopped());
            numbers.put(name + "_ttft_p50_ms", value(ttft == null ? null : ttft.p50()));
            numbers.put(name + "_ttft_p95_ms", value(ttft == null ? null : ttft.p95()));
            numbers.put(name + "_answer_over_ideal_p95", value(ratio == null ? null : ratio.p95()));
        });
        var left = models.values().stream().mapToLong(ModelFigures::stopped).sum();
        return new Observation(
                null,
                "Users of %d models; %d of the %d answers ended because their users left."
                        .formatted(models.size(), left, figures.passed()),
                facts,
                Map.of(),
                numbers,
                List.of(),
                0,
                List.of());
    }

    private static String fact(ModelFigures each, @Nullable Percentiles ttft, @Nullable Percentiles ratio) {
        return "%d complete, %d left; TTFT p50 %s, p95 %s ms; answer / ideal p95 %s"
                .formatted(
                        each.complete(),
                        each.stopped(),
                        told("%.0f", ttft == null ? null : ttft.p50()),
                        told("%.0f", ttft == null ? null : ttft.p95()),
                        told("%.3f", ratio == null ? null : ratio.p95()));
    }

    private static String told(String format, @Nullable Percentile percentile) {
        return percentile == null ? "n/a" : String.format(Locale.ROOT, format, percentile.value());
    }

    private static @Nullable Double value(@Nullable Percentile percentile) {
        return percentile == null ? null : Double.valueOf(percentile.value());
    }
}
