package dev.llmemulator.load.report;

import dev.llmemulator.load.measure.Figures;
import dev.llmemulator.load.watch.Finding;
import dev.llmemulator.load.watch.SelfCheck;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Whether a run has passed, and if not, why. On answers it agrees with the run's Gatling assertions, which decide the exit code: both
 * count failed and complete answers.
 *
 * @param reason why the run did not pass; empty if it did
 * @param criteria what a run must fulfil; all are met exactly if it has passed
 */
public record Verdict(Outcome outcome, Ending ending, String reason, List<Criterion> criteria) {
    /** How a run ended. */
    public enum Ending {
        /** All users finished. */
        COMPLETE,
        /** Someone stopped it. */
        INTERRUPTED,
        /** It broke down. */
        CRASHED
    }

    /**
     * Judges a run.
     *
     * @param expected answers that were asked for
     * @param maxErrors how many of them may fail
     */
    public static Verdict on(Figures figures, long expected, int maxErrors, Ending ending, SelfCheck selfCheck) {
        Verdict onAnswers = onAnswers(figures, expected, maxErrors, ending);
        var criteria = new ArrayList<Criterion>(onAnswers.criteria());
        criteria.add(criterion("the load test is on time", selfCheck.lateness(), selfCheck));
        criteria.add(criterion("the load test has files to open", selfCheck.openFiles(), selfCheck));
        if (selfCheck.fit() || ending != Ending.COMPLETE) {
            return new Verdict(onAnswers.outcome(), ending, onAnswers.reason(), List.copyOf(criteria));
        }
        String besides = onAnswers.reason().isEmpty() ? "" : "; besides: " + onAnswers.reason();
        return new Verdict(
                Outcome.INVALID,
                ending,
                "the load test was the bottleneck: " + selfCheck.cause() + besides,
                List.copyOf(criteria));
    }

    private static Criterion criterion(String name, Finding finding, SelfCheck selfCheck) {
        return new Criterion(
                name,
                finding.required(),
                finding.met()
                        ? finding.actual()
                        : finding.actual() + ", because " + selfCheck.cause() + "; what to do: " + selfCheck.advice(),
                finding.met());
    }

    private static Verdict onAnswers(Figures figures, long expected, int maxErrors, Ending ending) {
        var ended = figures.passed() + figures.failed();
        var criteria = criteria(figures, expected, maxErrors, ending);
        if (ending == Ending.INTERRUPTED) {
            return new Verdict(
                    Outcome.INTERRUPTED, ending, "stopped after %d of %d answers".formatted(ended, expected), criteria);
        }
        if (ending == Ending.CRASHED) {
            return new Verdict(Outcome.FAILED, ending, "the run broke down; the reason is printed above", criteria);
        }
        if (figures.failed() > maxErrors) {
            return new Verdict(
                    Outcome.FAILED,
                    ending,
                    "%d of %d answers failed, at most %d may; mostly: %s"
                            .formatted(figures.failed(), expected, maxErrors, mostFrequent(figures.errors())),
                    criteria);
        }
        if (figures.passed() == 0) {
            return new Verdict(Outcome.FAILED, ending, "no answer arrived complete", criteria);
        }
        if (ended < expected) {
            return new Verdict(
                    Outcome.FAILED,
                    ending,
                    "only %d of %d answers came to an end".formatted(ended, expected),
                    criteria);
        }
        return new Verdict(Outcome.PASSED, ending, "", criteria);
    }

    private static List<Criterion> criteria(Figures figures, long expected, int maxErrors, Ending ending) {
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
                        },
                        ending == Ending.COMPLETE),
                new Criterion("answers are whole", "at most " + maxErrors + " failed", failed(figures), fewFailed),
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
