package dev.llmemulator.load.traced;

import java.util.ArrayList;
import java.util.List;

/** Notes what a reader of a traced text tells. */
final class Heard implements TracedListener {
    final List<Token> tokens = new ArrayList<>();
    int ends;
    long endUs;

    record Token(int index, String text, long sentUs, long receivedUs) {}

    @Override
    public void onToken(int index, String text, long sentUs, long receivedUs) {
        tokens.add(new Token(index, text, sentUs, receivedUs));
    }

    @Override
    public void onEnd(int tokens, long receivedUs) {
        ends++;
        endUs = receivedUs;
    }
}
