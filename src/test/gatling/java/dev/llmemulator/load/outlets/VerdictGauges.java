package dev.llmemulator.load.outlets;

import dev.llmemulator.load.objectives.Judged;
import dev.llmemulator.load.report.Verdict;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The verdict on a run and the state of its objectives. Of all that they can be, what they are is 1 and the rest 0. */
final class VerdictGauges {
    private final MultiGauge verdict;
    private final MultiGauge state;
    private final MultiGauge value;
    private final MultiGauge limit;

    VerdictGauges(MeterRegistry registry, String prefix) {
        verdict = gauge(registry, prefix + "verdict", "How the run is judged: 1 for what it is.");
        state = gauge(registry, prefix + "objective.state", "Whether objectives are met: 1 for what they are.");
        value = gauge(registry, prefix + "objective.value", "What was measured of an objective.");
        limit = gauge(registry, prefix + "objective.limit", "What an objective sets as its limit.");
    }

    private static MultiGauge gauge(MeterRegistry registry, String name, String help) {
        return MultiGauge.builder(name).description(help).register(registry);
    }

    void refresh(Verdict now) {
        verdict.register(
                states("verdict", Tags.empty(), Verdict.Outcome.values(), now.outcome())
                        .toList(),
                true);
        var states = new ArrayList<MultiGauge.Row<?>>();
        var values = new ArrayList<MultiGauge.Row<?>>();
        var limits = new ArrayList<MultiGauge.Row<?>>();
        for (var judged : now.objectives()) {
            var objective = judged.objective();
            var tags = Tags.of("objective", objective.text());
            states("state", tags, Judged.State.values(), judged.state()).forEach(states::add);
            addTo(values, tags, objective.unit(), judged.value());
            addTo(limits, tags, objective.unit(), objective.limit());
        }
        state.register(states, true);
        value.register(values, true);
        limit.register(limits, true);
    }

    private static <E extends Enum<E>> Stream<MultiGauge.Row<?>> states(String label, Tags tags, E[] all, E now) {
        return Arrays.stream(all)
                .map(each -> row(tags.and(label, each.name().toLowerCase(Locale.ROOT)), each.equals(now) ? 1 : 0));
    }

    // Prometheus wants seconds and ratios, where people write milliseconds and percent.
    private static void addTo(List<MultiGauge.Row<?>> rows, Tags tags, String unit, @Nullable Double value) {
        if (value == null) {
            return;
        }
        rows.add(
                switch (unit) {
                    case "ms" -> row(tags.and("unit", "seconds"), value / 1e3);
                    case "%" -> row(tags.and("unit", "ratio"), value / 100);
                    case "ratio" -> row(tags.and("unit", "ratio"), value);
                    case "/s" -> row(tags.and("unit", "per_second"), value);
                    default -> throw new IllegalArgumentException("An objective has the unknown unit " + unit);
                });
    }

    private static MultiGauge.Row<?> row(Tags tags, double value) {
        return MultiGauge.Row.of(tags, () -> value);
    }
}
