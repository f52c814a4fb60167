package dev.llmemulator.load.protocol;

/** Why an answer failed: a phrase to count by, and the same with the particulars of this answer. */
public record Failure(String kind, String text) {
    public static Failure of(String kind) {
        return new Failure(kind, kind);
    }
}
