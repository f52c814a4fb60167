package dev.llmemulator.load.protocol;

/**
 * Why an answer failed first.
 *
 * @param kind a phrase to count by
 * @param detail what there is to add; empty if nothing
 */
record Failure(String kind, String detail) {
    String describe() {
        if (detail.isEmpty()) {
            return kind;
        }
        return detail.startsWith(kind) ? detail : kind + ": " + detail;
    }
}
