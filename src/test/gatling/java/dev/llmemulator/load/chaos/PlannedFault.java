package dev.llmemulator.load.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One line of a plan.
 *
 * @param at after the first user of the run began
 * @param argument empty if the action needs none
 */
record PlannedFault(Duration at, FaultAction action, String part, String argument) {
    /** The words that {@code bin/fault} is told. */
    List<String> words() {
        var words = new ArrayList<String>(List.of(action.word(), part));
        if (!argument.isEmpty()) {
            words.add(argument);
        }
        return words;
    }

    String label() {
        return String.join(" ", words());
    }

    double atSeconds() {
        return at.toMillis() / 1e3;
    }
}
