package dev.llmemulator.load.traced;

import dev.llmemulator.answer.Answer;
import dev.llmemulator.answer.Models;
import dev.llmemulator.publication.TracedText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A traced answer as the emulator sends it, of a random length, in words or parts of words. */
final class TracedAnswer {
    private static final String LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int LONGEST = 80;
    private static final long EPOCH_US = 1_795_000_000_000_000L;

    final String tag;
    final List<String> tokens = new ArrayList<>();
    final List<Piece> pieces = new ArrayList<>();

    TracedAnswer(Random random) {
        tag = tag(random);
        var model = random.nextBoolean() ? Models.named("brief").orElseThrow() : Models.CONSTANT;
        var words = (int) Math.exp(random.nextDouble() * Math.log(LONGEST));
        var answer = model.equals(Models.CONSTANT)
                ? new Answer(words, Duration.ZERO, Duration.ZERO, random.nextLong())
                : new Answer(model, random.nextLong());
        answer.tokens().forEachRemaining(tokens::add);
        if (random.nextInt(4) == 0) {
            // Other models begin words with a space, and paragraphs with a line.
            tokens.replaceAll(token -> random.nextInt(9) == 0 ? "\n\n" + token.strip() : " " + token.strip());
        }
        var sentUs = EPOCH_US;
        for (var index = 0; index < tokens.size(); index++) {
            sentUs += random.nextInt(100_000);
            pieces.add(new Piece(index, tag, TracedText.token(tag, index, tokens.get(index), sentUs), false));
        }
        pieces.add(end(tokens.size(), Answer.sha256(String.join("", tokens))));
    }

    Piece end(int count, String sha256) {
        return new Piece(Piece.END, tag, TracedText.end(tag, count, sha256), false);
    }

    private static String tag(Random random) {
        var made = new StringBuilder();
        random.ints(4 + random.nextInt(5), 0, LETTERS.length()).forEach(each -> made.append(LETTERS.charAt(each)));
        return made.toString();
    }
}
