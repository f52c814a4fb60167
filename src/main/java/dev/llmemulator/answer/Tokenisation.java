package dev.llmemulator.answer;

/** How words become tokens. Punctuation and space after a word belong to its last token. */
enum Tokenisation {
    /** Each word is a token. */
    WORDS(1),
    /** A word is one to three tokens of about five letters, always the same ones, as with real tokenisers. */
    PIECES(3);

    private final int mostTokens;

    @SuppressWarnings("ImmutableEnumChecker") // Never written to; only LoremTokens reads it.
    private final String[][] tokens;

    Tokenisation(int mostTokens) {
        this.mostTokens = mostTokens;
        this.tokens = LoremWords.allTokens(mostTokens);
    }

    int mostTokens() {
        return mostTokens;
    }

    String[] tokens(int word, boolean startsSentence, int ending) {
        return tokens[LoremWords.index(word, startsSentence, ending)];
    }
}
