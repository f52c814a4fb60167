package dev.llmemulator.load.faults;

import dev.llmemulator.answer.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Texts as tokens: the emulator's own, and such as other models make, of parts of words and in any script. */
final class Texts {
    private static final String[] PARTS = {"a", "b", "e", "", " ", "an", "th", "er", " th", "ing", ".", "\n"};
    private static final String[] SCRIPTS =
            "Stra\u00dfe |na\u00efve |e\u0301 |\u8a9e|\u3068|\u044f\u0437\u044b\u043a |\ud83d\ude00|\u200d|\"|\\|\t|</b>|\u0000"
                    .split("\\|", -1);

    private Texts() {}

    static List<String> random(Random random, int tokens) {
        return switch (random.nextInt(4)) {
            case 0 -> drawn(random, tokens, PARTS);
            case 1 -> drawn(random, tokens, SCRIPTS);
            case 2 -> drawn(random, tokens, PARTS[random.nextInt(PARTS.length)]);
            default -> emulated(random, tokens);
        };
    }

    private static List<String> emulated(Random random, int tokens) {
        var texts = new ArrayList<String>(tokens);
        new Answer(tokens, Duration.ZERO, Duration.ZERO, random.nextLong())
                .tokens()
                .forEachRemaining(texts::add);
        return texts;
    }

    private static List<String> drawn(Random random, int tokens, String... from) {
        return Stream.generate(() -> from[random.nextInt(from.length)])
                .limit(tokens)
                .toList();
    }

    /**
     * Where tokens part from a text that is not theirs: the first that does not fit at its place, or the last if all
     * do.
     */
    static int firstMisfit(List<String> tokens, String text) {
        var joined = new StringBuilder();
        var index = 0;
        while (index < tokens.size() - 1
                && text.startsWith(joined.append(tokens.get(index)).toString())) {
            index++;
        }
        return index;
    }
}
