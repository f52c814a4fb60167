package dev.llmemulator.answer;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Random;

/**
 * The tokens of a lorem-ipsum text: words drawn at random, in sentences of 5 to 14 words, some with a comma. A token is
 * a word with what follows it, the space included; the last one ends the text with a full stop and no space.
 *
 * <p>{@link Random} and not a faster generator, because its sequence is written down in its documentation: the same
 * seed gives the same text on every Java version.
 */
public final class LoremTokens implements Iterator<String> {
    private static final int SHORTEST_SENTENCE = 5;
    private static final int LONGEST_SENTENCE = 14;
    private static final int WORDS_PER_COMMA = 8;

    private final Random random;
    private int wordsLeft;
    private int wordsLeftInSentence;
    private boolean startsSentence = true;

    LoremTokens(long seed, int words) {
        this.random = new Random(scattered(seed));
        this.wordsLeft = words;
        this.wordsLeftInSentence = sentenceLength();
    }

    @Override
    public boolean hasNext() {
        return wordsLeft > 0;
    }

    @Override
    public String next() {
        if (wordsLeft == 0) {
            throw new NoSuchElementException();
        }
        wordsLeft--;
        wordsLeftInSentence--;
        var word = random.nextInt(LoremWords.COUNT);
        var comma = random.nextInt(WORDS_PER_COMMA) == 0;
        var first = startsSentence;
        startsSentence = wordsLeftInSentence == 0;
        if (wordsLeft == 0) {
            return LoremWords.token(word, first, LoremWords.END_OF_TEXT);
        }
        if (startsSentence) {
            wordsLeftInSentence = sentenceLength();
            return LoremWords.token(word, first, LoremWords.END_OF_SENTENCE);
        }
        return LoremWords.token(word, first, comma ? LoremWords.COMMA : LoremWords.SPACE);
    }

    private int sentenceLength() {
        return SHORTEST_SENTENCE + random.nextInt(LONGEST_SENTENCE - SHORTEST_SENTENCE + 1);
    }

    /** Spreads neighbouring seeds far apart, because {@link Random} begins alike for seeds that are near each other. */
    private static long scattered(long seed) {
        var mixed = (seed ^ (seed >>> 32)) * 0x9E3779B97F4A7C15L;
        return mixed ^ (mixed >>> 29);
    }
}
