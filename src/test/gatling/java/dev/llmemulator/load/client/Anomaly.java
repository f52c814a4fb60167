package dev.llmemulator.load.client;

/**
 * One kind of fault that was found in one stream, with its first place and its count.
 *
 * @param index of the token where it was seen first, or -1 where no token can be named
 * @param count how often it was seen in the stream
 * @param detail more about the first one; empty if there is nothing to add
 */
public record Anomaly(AnomalyKind kind, int index, int count, String detail) {
    /** Describes the fault, for example {@code lost token: first at index 17, 3 in all}. */
    public String describe() {
        var text = new StringBuilder(kind.label());
        if (index >= 0) {
            text.append(": first at index ").append(index);
        }
        if (count > 1) {
            text.append(", ").append(count).append(" in all");
        }
        if (!detail.isEmpty()) {
            text.append(" (").append(detail).append(')');
        }
        return text.toString();
    }
}
