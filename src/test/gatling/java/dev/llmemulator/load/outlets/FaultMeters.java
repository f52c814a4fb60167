package dev.llmemulator.load.outlets;

import dev.llmemulator.load.chaos.CausedFault;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** How often each planned fault was caused, and when last. */
final class FaultMeters {
    private final MeterRegistry registry;
    private final String counterName;
    private final MultiGauge latest;
    private final ConcurrentHashMap<Tags, AtomicLong> counts = new ConcurrentHashMap<>();

    FaultMeters(MeterRegistry registry, String prefix) {
        this.registry = registry;
        counterName = prefix + "faults";
        latest = MultiGauge.builder(prefix + "last.fault.timestamp")
                .description("When it was last caused, since 1970.")
                .baseUnit("seconds")
                .register(registry);
    }

    /** @param firstUs when the first user began, after which the faults tell their times; empty if none has */
    void refresh(List<CausedFault> faults, OptionalLong firstUs) {
        var begun = new LinkedHashMap<Tags, Long>();
        var lastSeconds = new LinkedHashMap<Tags, Double>();
        for (var fault : faults) {
            var tags = Tags.of("fault", fault.what(), "part", fault.part());
            var beganSeconds = fault.beganSeconds();
            begun.merge(tags, beganSeconds == null ? 0L : 1L, Long::sum);
            if (beganSeconds != null && firstUs.isPresent()) {
                lastSeconds.merge(tags, firstUs.getAsLong() / 1e6 + beganSeconds, Math::max);
            }
        }
        begun.forEach(
                (tags, count) -> counts.computeIfAbsent(tags, this::counter).set(count));
        latest.register(
                lastSeconds.entrySet().stream()
                        .<MultiGauge.Row<?>>map(each -> MultiGauge.Row.of(each.getKey(), each::getValue))
                        .toList(),
                true);
    }

    // It is there from the start, so that the first fault is an increase.
    private AtomicLong counter(Tags tags) {
        var count = new AtomicLong();
        FunctionCounter.builder(counterName, count, AtomicLong::get)
                .description("Faults that were begun.")
                .tags(tags)
                .register(registry);
        return count;
    }
}
