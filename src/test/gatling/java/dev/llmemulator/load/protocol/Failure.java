package dev.llmemulator.load.protocol;

/**
 * Why an answer failed.
 *
 * @param kind a phrase to count by, the same for all answers that fail in this way
 * @param text the same with the particulars of this answer
 */
public record Failure(String kind, String text) {
    /** A failure without particulars. */
    public static Failure of(String kind) {
        return new Failure(kind, kind);
    }
}
