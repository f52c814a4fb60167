package dev.llmemulator.load.chaos;

import dev.llmemulator.load.measure.Interval;
import dev.llmemulator.load.measure.OverTime;
import dev.llmemulator.load.objectives.Objectives;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a plan did to a run.
 *
 * @param plan its name
 * @param faults each with the seconds until the run was calm again, null if it was not
 * @param calmKnown whether anything tells what calm is
 * @param phases what users felt before the first fault, from then until the run was calm after the last one, and after
 *     that; by the names {@code before}, {@code during} and {@code after}. A phase that the run did not have is left out.
 */
public record FaultReport(String plan, List<Effect> faults, boolean calmKnown, Map<String, Phase> phases) {
    public record Effect(CausedFault fault, @Nullable Double calmAfterSeconds) {}

    /** A time of the run, in seconds since its first answer began, and what happened in it. */
    public record Phase(double fromSeconds, double toSeconds, Interval whole) {}

    static final String BEFORE = "before";
    static final String DURING = "during";
    static final String AFTER = "after";

    /** The report of a run; its objectives, if it has any, say when it was calm. */
    public static FaultReport of(FaultPlan plan, List<CausedFault> faults, OverTime overTime, Objectives objectives) {
        var begun = faults.stream()
                .map(CausedFault::beganSeconds)
                .filter(Objects::nonNull)
                .toList();
        var first = begun.stream().mapToDouble(Double::doubleValue).min().orElse(Double.MAX_VALUE);
        var calm = new Calm(overTime, first, objectives);
        var effects = new ArrayList<Effect>();
        var calmFrom = first;
        for (var fault : faults) {
            var began = fault.beganSeconds();
            var seconds = began == null ? null : calm.secondsAfter(began);
            effects.add(new Effect(fault, seconds));
            if (began != null) {
                calmFrom = Math.max(calmFrom, seconds == null ? Double.MAX_VALUE : began + seconds);
            }
        }
        return new FaultReport(plan.name(), List.copyOf(effects), calm.isKnown(), phases(overTime, first, calmFrom));
    }

    private static Map<String, Phase> phases(OverTime overTime, double first, double calmFrom) {
        var phases = new LinkedHashMap<String, Phase>();
        var end = (double) overTime.intervals().size() * overTime.lengthSeconds();
        add(phases, BEFORE, overTime, 0, Math.min(first, end));
        add(phases, DURING, overTime, Math.min(first, end), Math.min(calmFrom, end));
        add(phases, AFTER, overTime, Math.min(calmFrom, end), end);
        return phases;
    }

    // The interval in which a phase begins belongs to it.
    private static void add(Map<String, Phase> phases, String name, OverTime overTime, double from, double to) {
        var length = overTime.lengthSeconds();
        var intervals = overTime.intervals()
                .subList((int) Math.floor(from / length), (int) (to < from ? from : Math.floor(to / length)));
        if (!intervals.isEmpty()) {
            phases.put(name, new Phase(from, to, Interval.sum(intervals)));
        }
    }

    /** Why the run does not show what the plan wanted; empty if everything was carried out. */
    public String trouble() {
        return faults.stream()
                .map(Effect::fault)
                .filter(each -> !each.isCarriedOut())
                .map(each -> "%s (at %s s): %s".formatted(each.label(), each.atSeconds(), each.trouble()))
                .collect(Collectors.joining("; "));
    }
}
