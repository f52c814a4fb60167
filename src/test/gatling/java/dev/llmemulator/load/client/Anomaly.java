package dev.llmemulator.load.client;

/** One kind of fault of a stream: its count, and the first token or -1 if none can be named, with details if any. */
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
