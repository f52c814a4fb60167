package dev.llmemulator.load.capacity;

import dev.llmemulator.load.objectives.Judged;
import dev.llmemulator.load.settings.LoadSettings;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a search for the capacity has found.
 *
 * @param unit of loads, as a phrase after a number
 * @param startedUs when the search began, in microseconds since the epoch
 * @param early whether the budget ended the search, so that the interval is wider than it could be
 * @param interrupted whether somebody stopped it
 * @param breaking the step that decided at the lowest load that did not hold; null if there is none
 * @param steps in the order in which they were taken
 * @param lastConfirms whether the last of them was the confirmation
 * @param objectives as they are written in {@code -Dslo}
 * @param fullPart which part of the system was full then, in a sentence; null if that is not known
 * @param nearestPart what came nearest to being full where nothing was; null if something was, or that is not known
 */
public record CapacityReport(
        Result result,
        String unit,
        long startedUs,
        boolean early,
        boolean interrupted,
        @Nullable Step breaking,
        List<Step> steps,
        boolean lastConfirms,
        String objectives,
        @Nullable String fullPart,
        @Nullable String nearestPart) {
    static CapacityReport of(
            LoadSettings settings, List<Step> steps, @Nullable Step confirmation, long startedUs, boolean early) {
        var result =
                Result.of(steps.stream().map(Step::tried).toList(), confirmation == null ? null : confirmation.tried());
        var all = Stream.concat(steps.stream(), Stream.ofNullable(confirmation)).toList();
        return new CapacityReport(
                result,
                settings.capacity().unit(),
                startedUs,
                early,
                false,
                breaking(result, all),
                all,
                confirmation != null,
                settings.objectives().toString(),
                null,
                null);
    }

    private static @Nullable Step breaking(Result result, List<Step> all) {
        if (result.kind() == Result.Kind.VIOLATED) {
            return all.stream()
                    .filter(each -> each.outcome() == Outcome.VIOLATED)
                    .findFirst()
                    .orElse(null);
        }
        var failed = result.failed();
        var there = all.stream()
                .filter(each ->
                        failed != null && each.load() == failed && !each.tried().held())
                .toList();
        // One that missed an objective for certain tells more than one that was too close to tell.
        return there.stream()
                .filter(each -> each.outcome() != Outcome.UNDECIDED)
                .reduce((first, second) -> second)
                .orElse(there.isEmpty() ? null : there.get(there.size() - 1));
    }

    /**
     * The steps that tell why the lowest load did not hold: the one that decided, and others as near as a trial can tell.
     */
    public List<Step> failures() {
        var at = breaking;
        return at == null
                ? List.of()
                : Stream.concat(
                                Stream.of(at),
                                steps.stream()
                                        .filter(each -> !each.equals(at)
                                                && !each.tried().held()
                                                && each.load() >= at.load()
                                                && each.load() <= at.load() * Search.NEAR))
                        .toList();
    }

    /** The same with the part of the system that was full when an objective broke, or came nearest to it. */
    public CapacityReport withParts(@Nullable String full, @Nullable String nearest) {
        return new CapacityReport(
                result, unit, startedUs, early, interrupted, breaking, steps, lastConfirms, objectives, full, nearest);
    }

    /** The same of a search that somebody stopped. */
    CapacityReport stopped() {
        return new CapacityReport(
                result, unit, startedUs, early, true, breaking, steps, lastConfirms, objectives, fullPart, nearestPart);
    }

    /** The objective that broke first, or seems to have, as it was judged there; null if none did. */
    public @Nullable Judged broke() {
        return breaking == null ? null : breaking.broke();
    }

    /** The steps as rows of a table, from the lowest load to the highest, each as they were taken. */
    public List<List<String>> rows() {
        return IntStream.range(0, steps.size())
                .boxed()
                .sorted(Comparator.comparingDouble(at -> steps.get(at).load()))
                .map(at -> StepTable.row(steps.get(at), lastConfirms && at == steps.size() - 1))
                .toList();
    }

    /** The number, or why there is none, in few words. */
    public String headline() {
        var unconfirmed = interrupted ? "; interrupted" : result.confirmed() ? "" : "; not confirmed";
        var at = breaking == null ? "" : " at " + amount(breaking.load()) + ": " + breaking.why();
        return switch (result.kind()) {
            case FOUND -> amount(result.load()) + ", not " + StepTable.load(failed()) + unconfirmed;
            case AT_LEAST -> "at least " + amount(result.load()) + (interrupted ? "" : "; " + limit()) + unconfirmed;
            case NOTHING -> "not even " + amount(lowest()) + " within the objectives";
            case UNKNOWN -> steps.isEmpty() ? "nothing was tried" : "the load test was too slow for any load";
            case VIOLATED -> "integrity violated" + at;
        };
    }

    /** The result in sentences that anybody understands. */
    public String sentence() {
        var text = new StringBuilder(
                switch (result.kind()) {
                    case FOUND ->
                        "The system carries %s within the objectives, and not %s."
                                .formatted(amount(result.load()), StepTable.load(failed()));
                    case AT_LEAST ->
                        "The system carries at least %s within the objectives; %s."
                                .formatted(amount(result.load()), limit());
                    case NOTHING ->
                        "The system does not carry even %s within the objectives.".formatted(amount(lowest()));
                    case UNKNOWN ->
                        "Nothing is known of the system, because the load test was the limit of every load.";
                    case VIOLATED -> "An answer lost its integrity, which a system must not do under any load.";
                });
        if (breaking != null) {
            text.append(' ').append(what(breaking));
        }
        if (fullPart != null) {
            text.append(" Full then: ").append(fullPart).append('.');
        } else if (nearestPart != null) {
            text.append(" No part was full then; nearest to it: ")
                    .append(nearestPart)
                    .append('.');
        }
        if (interrupted) {
            text.append(" Somebody stopped the search, so the true value may be far off.");
        }
        if (early) {
            text.append(" The budget ended the search early; with more (-Dbudget) the interval is narrower.");
        }
        var last = steps.isEmpty() || !lastConfirms ? null : steps.get(steps.size() - 1);
        if (last != null && !last.tried().held()) {
            text.append(" The confirmation did not hold. ").append(what(last));
        }
        return text.toString();
    }

    private String what(Step step) {
        var at = "At " + StepTable.load(step.load()) + ": ";
        return switch (step.outcome()) {
            case HELD -> "";
            case MISSED, REFUSED, UNDECIDED -> at + refused(step) + step.why();
            case INJECTOR_LIMITED, VIOLATED -> at + step.why() + ".";
        };
    }

    private static String refused(Step step) {
        return step.refused() == 0
                ? ""
                : "servers refused %d of %d questions. ".formatted(step.refused(), step.passed() + step.failed());
    }

    /** A load with its unit. */
    private String amount(@Nullable Double load) {
        var number = load == null ? 0 : load;
        return StepTable.load(number) + " " + (number == 1 ? unit.replace("answers", "answer") : unit);
    }

    private double failed() {
        return result.failed() == null ? 0 : result.failed();
    }

    private double lowest() {
        return steps.stream().mapToDouble(Step::load).min().orElse(0);
    }

    private String limit() {
        if (result.failed() != null) {
            return "the load test was the limit";
        }
        return interrupted ? "more was not tried by then" : early ? "the time was the limit" : "more was not tried";
    }
}
