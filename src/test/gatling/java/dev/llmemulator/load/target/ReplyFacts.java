package dev.llmemulator.load.target;

import org.jspecify.annotations.Nullable;

/** What the reply to a question says of its answer; null what it does not say. */
public record ReplyFacts(
        @Nullable String text,
        @Nullable Integer tokens,
        @Nullable String sha256) {
    public static final ReplyFacts NONE = new ReplyFacts(null, null, null);
}
