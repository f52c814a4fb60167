package dev.llmemulator.load.measure;

import java.util.Comparator;
import java.util.Map;

/**
 * Whether a run has passed, and why not. Says the same as the run's assertions, which decide the exit code: both count rows of
 * failed and of whole answers.
 *
 * @param reason empty if there is nothing to explain
 */
public record Verdict(Outcome outcome, String reason) {

    /** How the run came to its end. */
    public enum Ending {
        /** All users have gone their way. */
        COMPLETE,
        /** Someone stopped it. */
        INTERRUPTED,
        /** It broke down. */
        CRASHED
    }

    /** The verdict on a run from which so many answers were expected, of which so many may fail. */
    public static Verdict on(Figures figures, long expected, int maxErrors, Ending ending) {
        long ended = figures.passed() + figures.failed();
        if (ending == Ending.INTERRUPTED) {
            return new Verdict(Outcome.INTERRUPTED, String.format("stopped after %d of %d answers", ended, expected));
        }
        if (ending == Ending.CRASHED) {
            return new Verdict(Outcome.FAILED, "the run broke down; the reason is printed above");
        }
        if (figures.failed() > maxErrors) {
            return new Verdict(
                    Outcome.FAILED,
                    String.format(
                            "%d of %d answers failed, at most %d may; mostly: %s",
                            figures.failed(), expected, maxErrors, mostFrequent(figures.errors())));
        }
        if (figures.passed() == 0) {
            return new Verdict(Outcome.FAILED, "no answer came whole");
        }
        if (ended < expected) {
            return new Verdict(Outcome.FAILED, String.format("only %d of %d answers came to an end", ended, expected));
        }
        return new Verdict(Outcome.PASSED, "");
    }

    private static String mostFrequent(Map<String, Long> errors) {
        return errors.entrySet().stream()
                .max(Comparator.comparingLong(Map.Entry::getValue))
                .map(each -> each.getKey() + " (" + each.getValue() + ")")
                .orElse("unknown");
    }
}
