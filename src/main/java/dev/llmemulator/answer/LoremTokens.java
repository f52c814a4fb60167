package dev.llmemulator.answer;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Random;

/**
 * The tokens of a lorem-ipsum text: random words in sentences of 5 to 14 words, some followed by a comma. Punctuation
 * and space after a word belong to its last token. The text ends with a full stop and no space,
 * unless it is cut after so many tokens.
 */
public final class LoremTokens implements Iterator<String> {
    private static final int SHORTEST_SENTENCE = 5;
    private static final int LONGEST_SENTENCE = 14;
    private static final int WORDS_PER_COMMA = 8;
    private static final String[] NONE = {};

    private final Random random;
    private final Tokenisation tokenisation;
    private int wordsLeft;
    private int tokensLeft;
    private int wordsLeftInSentence;
    private boolean nextWordStartsSentence = true;
    private boolean startsSentence;
    private String[] word = NONE;
    private int tokensTaken;

    LoremTokens(Random random, int words, Tokenisation tokenisation, int mostTokens) {
        this.random = random;
        this.tokenisation = tokenisation;
        this.wordsLeft = words;
        this.tokensLeft = mostTokens;
        this.wordsLeftInSentence = sentenceLength();
    }

    @Override
    public boolean hasNext() {
        return tokensLeft > 0 && (tokensTaken < word.length || wordsLeft > 0);
    }

    @Override
    public String next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        tokensLeft--;
        startsSentence = false;
        if (tokensTaken == word.length) {
            startsSentence = nextWordStartsSentence;
            word = nextWord();
            tokensTaken = 0;
        }
        return word[tokensTaken++];
    }

    /** Whether the last token that was returned begins a sentence. */
    public boolean startsSentence() {
        return startsSentence;
    }

    private String[] nextWord() {
        wordsLeft--;
        wordsLeftInSentence--;
        var drawn = random.nextInt(LoremWords.COUNT);
        var comma = random.nextInt(WORDS_PER_COMMA) == 0;
        var first = nextWordStartsSentence;
        nextWordStartsSentence = wordsLeftInSentence == 0;
        if (wordsLeft == 0) {
            return tokenisation.tokens(drawn, first, LoremWords.END_OF_TEXT);
        }
        if (nextWordStartsSentence) {
            wordsLeftInSentence = sentenceLength();
            return tokenisation.tokens(drawn, first, LoremWords.END_OF_SENTENCE);
        }
        return tokenisation.tokens(drawn, first, comma ? LoremWords.COMMA : LoremWords.SPACE);
    }

    private int sentenceLength() {
        return SHORTEST_SENTENCE + random.nextInt(LONGEST_SENTENCE - SHORTEST_SENTENCE + 1);
    }
}
