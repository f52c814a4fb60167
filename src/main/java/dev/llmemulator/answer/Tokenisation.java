package dev.llmemulator.answer;

/** How the words of a text become tokens. What follows a word, the space included, goes with its last token. */
enum Tokenisation {
    /** Each word is a token. */
    WORDS(1),
    /** A word is one to three tokens of up to five letters, the same wherever it stands, as with real tokenisers. */
    PIECES(3);

    private final int mostTokens;

    @SuppressWarnings("ImmutableEnumChecker") // Never written to, nor handed out but to LoremTokens, which reads.
    private final String[][] tokens;

    Tokenisation(int mostTokens) {
        this.mostTokens = mostTokens;
        this.tokens = LoremWords.allTokens(mostTokens);
    }

    /** Tokens that a word has at most. */
    int mostTokens() {
        return mostTokens;
    }

    /** The tokens of word {@code word} of {@link LoremWords#COUNT}, with a capital where it starts a sentence, and what follows it. */
    String[] tokens(int word, boolean startsSentence, int ending) {
        return tokens[LoremWords.index(word, startsSentence, ending)];
    }
}
