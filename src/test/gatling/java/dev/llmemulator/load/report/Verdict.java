package dev.llmemulator.load.report;

import dev.llmemulator.load.capacity.CapacityReport;
import dev.llmemulator.load.capacity.Result;
import dev.llmemulator.load.chaos.FaultReport;
import dev.llmemulator.load.measure.DelayPart;
import dev.llmemulator.load.measure.Endings;
import dev.llmemulator.load.measure.Figures;
import dev.llmemulator.load.objectives.Judged;
import dev.llmemulator.load.objectives.Judged.State;
import dev.llmemulator.load.settings.LoadSettings;
import dev.llmemulator.load.watch.EmulatorPace;
import dev.llmemulator.load.watch.Finding;
import dev.llmemulator.load.watch.SelfCheck;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether a run has passed, and if not, why. It has passed exactly if all criteria and all objectives are met. On answers
 * it agrees with the run's Gatling assertions: both count failed and complete answers.
 *
 * @param objectives of this run, which its user gave
 */
public record Verdict(
        Outcome outcome, Ending ending, String reason, List<Criterion> criteria, List<Judged> objectives) {
    private static final int FAILED_STATUS = 1;
    private static final int INVALID_STATUS = 3;
    private static final int UNDECIDED_STATUS = 4;

    /** How a run ended: all users finished, someone stopped it, or it broke down; or that it goes on. */
    public enum Ending {
        RUNNING,
        COMPLETE,
        INTERRUPTED,
        CRASHED
    }

    /** How a run is judged. */
    public enum Outcome {
        PASSED,
        FAILED,
        /** Nothing failed, but whether all objectives are met cannot be told. */
        UNDECIDED,
        /** Load test or emulator was the bottleneck, so the figures do not describe the system. */
        INVALID,
        INTERRUPTED,
        /** Not yet; only the live page shows it. */
        RUNNING
    }

    /** A condition that a run must meet: required and actual are in words. {@code summary.json} has these names. */
    public record Criterion(String name, String required, String actual, boolean met) {}

    /** Judges a run by how many answers were asked for, and how many of them may fail. */
    public static Verdict on(Figures figures, long expected, int maxErrors, Ending ending, SelfCheck selfCheck) {
        return on(figures, expected, maxErrors, ending, selfCheck, List.of());
    }

    /** Judges a run by its objectives, too, as far as they have been judged. */
    public static Verdict on(
            Figures figures,
            long expected,
            int maxErrors,
            Ending ending,
            SelfCheck selfCheck,
            List<Judged> objectives) {
        return on(figures, expected, maxErrors, ending, selfCheck, objectives, null);
    }

    /** Judges a run by what its simulation found, too. Refused questions that this allows are no failures. */
    public static Verdict on(
            Figures figures,
            long expected,
            int maxErrors,
            Ending ending,
            SelfCheck selfCheck,
            List<Judged> objectives,
            @Nullable Observation observation) {
        List<Criterion> more = observation == null ? List.of() : observation.criteria();
        var mayFail = observation == null || maxErrors == LoadSettings.ANY_ERRORS
                ? maxErrors
                : maxErrors + observation.refused();
        var ofAnswers = criteria(figures, expected, mayFail, ending);
        // The others of them can only be met at the end.
        var criteria = new ArrayList<>(ending == Ending.RUNNING ? ofAnswers.subList(1, 3) : ofAnswers);
        criteria.addAll(more);
        criteria.add(criterion("the load test is on time", selfCheck.lateness(), selfCheck));
        criteria.add(criterion("the load test has files to open", selfCheck.openFiles(), selfCheck));
        var pace = emulatorPace(figures);
        criteria.add(new Criterion("the emulator is on time", pace.required(), pace.actual(), pace.met()));
        var reason = reason(figures, expected, mayFail, ending);
        if (reason.isEmpty()) {
            reason = more.stream()
                    .filter(each -> !each.met())
                    .map(each -> "%s: %s; required: %s".formatted(each.name(), each.actual(), each.required()))
                    .findFirst()
                    .orElse("");
        }
        var outcome = reason.isEmpty() ? Outcome.PASSED : Outcome.FAILED;
        var missed = those(State.MISSED, "missed", objectives);
        var undecided = those(State.UNDECIDED, "undecided", objectives);
        if (ending == Ending.COMPLETE && !missed.isEmpty()) {
            outcome = Outcome.FAILED;
            reason = reason.isEmpty() ? missed : reason + besides(missed);
        } else if (outcome == Outcome.PASSED && !undecided.isEmpty()) {
            outcome = Outcome.UNDECIDED;
            reason = undecided;
        }
        if (ending == Ending.RUNNING) {
            outcome = Outcome.RUNNING;
            reason = figures.failed() > mayFail ? reason : missed;
        } else if (ending == Ending.INTERRUPTED) {
            outcome = Outcome.INTERRUPTED;
        } else if (ending == Ending.COMPLETE && !selfCheck.fit()) {
            outcome = Outcome.INVALID;
            reason = (selfCheck.lateness().met()
                            ? "the load test was the bottleneck: "
                            : "the load test was not on time: ")
                    + selfCheck.cause()
                    + besides(reason);
        } else if (ending == Ending.COMPLETE && !pace.met()) {
            outcome = Outcome.INVALID;
            reason = "the emulator itself was late: " + pace.actual() + "; it is not the system's" + besides(reason);
        }
        return new Verdict(outcome, ending, reason, List.copyOf(criteria), objectives);
    }

    /** The same run judged by what a search for the capacity has found, which the run was to confirm. */
    public Verdict onCapacity(CapacityReport capacity) {
        var kind = capacity.result().kind();
        var found = kind == Result.Kind.FOUND || kind == Result.Kind.AT_LEAST;
        var of = new Criterion("a load keeps the objectives", "some " + capacity.unit(), capacity.headline(), found);
        var ofFirst = criteria.stream().limit(1);
        var judged = ending == Ending.INTERRUPTED
                ? Outcome.INTERRUPTED
                : ending == Ending.CRASHED || (!found && kind != Result.Kind.UNKNOWN)
                        ? Outcome.FAILED
                        : found ? Outcome.PASSED : Outcome.INVALID;
        return new Verdict(
                judged,
                ending,
                switch (ending) {
                    case COMPLETE -> judged == Outcome.PASSED ? "" : capacity.headline();
                    case INTERRUPTED -> "stopped; known by then: " + capacity.headline();
                    case CRASHED, RUNNING -> reason;
                },
                Stream.concat(ofFirst, Stream.of(of)).toList(),
                objectives);
    }

    /** The exit code of the process, given that of Gatling's assertions, which know neither objectives nor the self-check. */
    public int exitCode(int ofAssertions) {
        return switch (outcome) {
            case PASSED, INTERRUPTED, RUNNING -> ofAssertions;
            case FAILED -> ofAssertions == 0 ? FAILED_STATUS : ofAssertions;
            case INVALID -> INVALID_STATUS;
            case UNDECIDED -> ofAssertions == 0 ? UNDECIDED_STATUS : ofAssertions;
        };
    }

    /** The objectives of a state in a clause; empty if there is none. */
    private static String those(State state, String word, List<Judged> objectives) {
        var those = objectives.stream().filter(each -> each.state() == state).toList();
        return those.isEmpty()
                ? ""
                : "%d of %d objectives %s: %s"
                        .formatted(
                                those.size(),
                                objectives.size(),
                                word,
                                those.stream()
                                        .map(each -> each.objective().text())
                                        .collect(Collectors.joining(", ")));
    }

    /** How many objectives have a state. */
    long count(State state) {
        return objectives.stream().filter(each -> each.state() == state).count();
    }

    /**
     * The same, of a run during which faults were to be caused. It is INVALID if one was not, and FAILED if an answer
     * failed in silence, however many may fail.
     */
    public Verdict withFaults(FaultReport faults, Endings.Counts endings) {
        var trouble = faults.trouble();
        var silent = endings.count(dev.llmemulator.load.measure.Ending.SILENT);
        var silence = silent == 0 ? "" : silent + " answers failed in silence: " + kinds(endings.silent());
        var all = new ArrayList<Criterion>(criteria);
        all.add(new Criterion(
                "all faults are caused", faults.plan(), trouble.isEmpty() ? "they were" : trouble, trouble.isEmpty()));
        all.add(new Criterion("nothing is lost in silence", "none", silence.isEmpty() ? "none" : silence, silent == 0));
        if (ending != Ending.COMPLETE) {
            return new Verdict(outcome, ending, reason, List.copyOf(all), objectives);
        }
        var told = silence.isEmpty() ? reason : silence + besides(reason);
        if (!trouble.isEmpty()) {
            return new Verdict(
                    Outcome.INVALID,
                    ending,
                    "a fault was not caused: " + trouble + besides(told),
                    List.copyOf(all),
                    objectives);
        }
        var failed = silent > 0 && (outcome == Outcome.PASSED || outcome == Outcome.UNDECIDED);
        return new Verdict(failed ? Outcome.FAILED : outcome, ending, told, List.copyOf(all), objectives);
    }

    private static String kinds(Map<String, Long> silent) {
        return silent.entrySet().stream()
                .map(each -> each.getValue() + " x " + each.getKey())
                .collect(Collectors.joining(", "));
    }

    private static String besides(String reason) {
        return reason.isEmpty() ? "" : "; besides: " + reason;
    }

    private static Finding emulatorPace(Figures figures) {
        var breakdown = figures.breakdown();
        return EmulatorPace.of(breakdown.values(DelayPart.PACER), breakdown.values(DelayPart.PUBLISH_AND_BROKER));
    }

    private static Criterion criterion(String name, Finding finding, SelfCheck selfCheck) {
        var why = finding.met() ? "" : ", because " + selfCheck.cause() + "; what to do: " + selfCheck.advice();
        return new Criterion(name, finding.required(), finding.actual() + why, finding.met());
    }

    private static String reason(Figures figures, long expected, long maxErrors, Ending ending) {
        var ended = figures.passed() + figures.failed();
        if (ending == Ending.INTERRUPTED) {
            return "stopped after %d of %d answers".formatted(ended, expected);
        }
        if (ending == Ending.CRASHED) {
            return "the run broke down; the reason is printed above";
        }
        if (figures.failed() > maxErrors) {
            return "%d of %d answers failed, at most %d may; mostly: %s"
                    .formatted(figures.failed(), expected, maxErrors, mostFrequent(figures.errors()));
        }
        if (figures.passed() == 0) {
            return "no answer arrived complete";
        }
        return ended < expected ? "only %d of %d answers came to an end".formatted(ended, expected) : "";
    }

    private static List<Criterion> criteria(Figures figures, long expected, long maxErrors, Ending ending) {
        var ended = figures.passed() + figures.failed();
        var fewFailed = figures.failed() <= maxErrors;
        return List.of(
                new Criterion(
                        "the run comes to its end",
                        "all users finish",
                        switch (ending) {
                            case COMPLETE -> "they did";
                            case INTERRUPTED -> "someone stopped it";
                            case CRASHED -> "it broke down";
                            case RUNNING -> "it goes on";
                        },
                        ending == Ending.COMPLETE),
                new Criterion(
                        "answers are whole",
                        maxErrors == LoadSettings.ANY_ERRORS
                                ? "as many as the objective on failed answers allows"
                                : "at most " + maxErrors + " failed",
                        failed(figures),
                        fewFailed),
                new Criterion(
                        "answers keep their integrity",
                        maxErrors == 0 ? "no violation" : "none, except in the failed answers that are allowed",
                        violations(figures),
                        fewFailed || figures.anomalyCount() == 0),
                new Criterion(
                        "some answer is whole", "at least 1", String.valueOf(figures.passed()), figures.passed() > 0),
                new Criterion(
                        "as many answers come to an end as were asked for",
                        String.valueOf(expected),
                        String.valueOf(ended),
                        ended >= expected));
    }

    private static String failed(Figures figures) {
        return figures.failed() == 0
                ? "0 failed"
                : figures.failed() + " failed, mostly: " + mostFrequent(figures.errors());
    }

    private static String violations(Figures figures) {
        return figures.anomalyCount() == 0
                ? "none"
                : figures.anomalies().entrySet().stream()
                        .map(each -> each.getValue() + " x " + each.getKey().label())
                        .collect(Collectors.joining(", "));
    }

    private static String mostFrequent(Map<String, Long> errors) {
        return errors.entrySet().stream()
                .max(Comparator.comparingLong(Map.Entry::getValue))
                .map(each -> each.getKey() + " (" + each.getValue() + ")")
                .orElse("unknown");
    }
}
