package dev.llmemulator.load.settings;

import dev.llmemulator.settings.SettingValues;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * How the capacity of a system is searched for.
 *
 * @param perSecond whether it is found as answers a second, of users who arrive; otherwise as answers at once
 * @param budget for the search and the run that confirms its result
 * @param useless names of settings that were given, though a search has no use for them
 */
public record CapacityPlan(boolean perSecond, Duration budget, List<String> useless) {
    static final String AT_ONCE = "at_once";
    static final String PER_SECOND = "per_second";
    static final List<String> UNITS = List.of(AT_ONCE, PER_SECOND);

    static CapacityPlan from(SettingValues values) {
        return new CapacityPlan(
                values.get(LoadOptions.CAPACITY_IN).equals(PER_SECOND),
                values.get(LoadOptions.BUDGET),
                Stream.of(LoadOptions.CYCLES, LoadOptions.RAMP)
                        .map(values::nameOf)
                        .filter(Objects::nonNull)
                        .toList());
    }

    /** What is counted, as the setting has it. */
    public String in() {
        return perSecond ? PER_SECOND : AT_ONCE;
    }

    /** What is counted, as a phrase after a number. */
    public String unit() {
        return perSecond ? "answers a second" : "answers at once";
    }
}
