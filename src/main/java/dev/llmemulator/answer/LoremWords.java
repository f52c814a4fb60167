package dev.llmemulator.answer;

import java.util.Locale;

/** All tokens that can occur, made once so that a stream allocates no text. They are ASCII and need no JSON escapes. */
final class LoremWords {
    static final int SPACE = 0;
    static final int COMMA = 1;
    static final int END_OF_SENTENCE = 2;
    static final int END_OF_TEXT = 3;

    private static final String[] ENDINGS = {" ", ", ", ". ", "."};

    private static final String[] WORDS = """
            lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt ut labore et dolore
            magna aliqua enim ad minim veniam quis nostrud exercitation ullamco laboris nisi aliquip ex ea commodo
            consequat duis aute irure in reprehenderit voluptate velit esse cillum eu fugiat nulla pariatur excepteur
            sint occaecat cupidatat non proident sunt culpa qui officia deserunt mollit anim id est laborum""".split("\\s+");

    static final int COUNT = WORDS.length;

    private static final int LETTERS_PER_TOKEN = 5;

    private LoremWords() {}

    /** Index of a word's tokens in {@link #allTokens}. */
    static int index(int word, boolean startsSentence, int ending) {
        return (word * 2 + (startsSentence ? 1 : 0)) * ENDINGS.length + ending;
    }

    /** Returns the tokens of each word in each of its forms, at most {@code most} for each. */
    static String[][] allTokens(int most) {
        var tokens = new String[COUNT * 2 * ENDINGS.length][];
        for (var word = 0; word < COUNT; word++) {
            var lower = WORDS[word];
            var capital = lower.substring(0, 1).toUpperCase(Locale.ROOT) + lower.substring(1);
            for (var ending = 0; ending < ENDINGS.length; ending++) {
                tokens[index(word, false, ending)] = split(lower, most, ENDINGS[ending]);
                tokens[index(word, true, ending)] = split(capital, most, ENDINGS[ending]);
            }
        }
        return tokens;
    }

    private static String[] split(String word, int most, String ending) {
        var pieces = new String[Math.min(most, (word.length() + LETTERS_PER_TOKEN - 1) / LETTERS_PER_TOKEN)];
        for (var i = 0; i < pieces.length; i++) {
            pieces[i] = word.substring(word.length() * i / pieces.length, word.length() * (i + 1) / pieces.length);
        }
        pieces[pieces.length - 1] += ending;
        return pieces;
    }
}
