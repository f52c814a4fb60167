package dev.llmemulator.load.capacity;

/** What a trial of a load showed. */
public enum Outcome {
    /** Every objective is met, with certainty. */
    HELD,
    /** An objective is missed, with certainty. */
    MISSED,
    /** An objective is missed because servers refused questions (429, 503). */
    REFUSED,
    /** An answer lost its integrity. */
    VIOLATED,
    /** The load test itself was the bottleneck, so that nothing is known of the system. */
    INJECTOR_LIMITED,
    /** The time was too short to tell whether an objective is met. */
    UNDECIDED;

    /** As a row of a table says it. */
    public String label() {
        return switch (this) {
            case HELD -> "held";
            case MISSED -> "missed";
            case REFUSED -> "refused";
            case VIOLATED -> "integrity violated";
            case INJECTOR_LIMITED -> "load test too slow";
            case UNDECIDED -> "too close to tell";
        };
    }
}
