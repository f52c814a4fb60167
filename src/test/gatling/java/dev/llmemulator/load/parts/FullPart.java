package dev.llmemulator.load.parts;

/**
 * A part that has no room for more.
 *
 * @param part its name in {@code summary.json}: of a kind of parts, or of one of them
 * @param what of it is full, in a word for programs
 * @param sentence the same for people
 */
public record FullPart(String part, What what, String sentence) {
    /** What can be full. */
    public enum What {
        DATA,
        PROCESSORS,
        OWN_PROCESSORS,
        CORE,
        CONNECTIONS,
        ANSWERS,
        OPEN_FILES,
        REPLIES
    }
}
