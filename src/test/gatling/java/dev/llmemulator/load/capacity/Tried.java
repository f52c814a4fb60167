package dev.llmemulator.load.capacity;

/**
 * A trial of a load, as far as the search needs to know it.
 *
 * @param seemsHeld whether the load would count as held if the search had to say so now; only of an undecided trial
 * @param seconds that it took from its beginning to the end of its last answer
 * @param measuredSeconds of these, those that were measured
 */
record Tried(double load, Outcome outcome, boolean seemsHeld, double seconds, double measuredSeconds) {
    boolean held() {
        return outcome == Outcome.HELD || (outcome == Outcome.UNDECIDED && seemsHeld);
    }

    /** What it took besides measuring. */
    double overheadSeconds() {
        return seconds - measuredSeconds;
    }
}
