package dev.llmemulator.openai;

/** Puts into a token's text what proves it: its index, and when it left. */
interface TokenTrace {
    TokenTrace NONE = (index, text, sentMicros) -> text;

    String token(int index, String text, long sentMicros);

    /** What follows the last token; may be empty. */
    default String end(int tokens, String sha256) {
        return "";
    }
}
