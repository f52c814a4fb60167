package dev.llmemulator.openai;

import dev.llmemulator.publication.TracedText;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;

/** What is put into the text of tokens so that they prove themselves. */
interface TokenTrace {
    TokenTrace NONE = new TokenTrace() {
        @Override
        public String token(int index, String text, long sentMicros) {
            return text;
        }

        @Override
        public String end(int tokens, String sha256) {
            return "";
        }
    };

    /** The trace that directives ask for. */
    static TokenTrace of(Directives directives) {
        return directives.traced() ? new Traced(Objects.requireNonNullElseGet(directives.tag(), Traced::anyTag)) : NONE;
    }

    String token(int index, String text, long sentMicros);

    /** What follows the last token; may be empty. */
    String end(int tokens, String sha256);

    /**
     * Traced text.
     *
     * @param tag tells this answer from others
     */
    record Traced(String tag) implements TokenTrace {
        private static final int BASE_36 = 36;
        private static final long LEAST = 36L * 36 * 36 * 36 * 36 * 36 * 36;

        /** Eight digits of base 36. */
        private static String anyTag() {
            return Long.toString(ThreadLocalRandom.current().nextLong(LEAST, LEAST * BASE_36), BASE_36);
        }

        @Override
        public String token(int index, String text, long sentMicros) {
            return TracedText.token(tag, index, text, sentMicros);
        }

        @Override
        public String end(int tokens, String sha256) {
            return TracedText.end(tag, tokens, sha256);
        }
    }
}
