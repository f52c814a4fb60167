package dev.llmemulator.load.traced;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A way in which a backend passes on a text: what it makes of it, and where it cuts it. */
record Transport(boolean snapshots, boolean trimmed, Escapes escapes, String before, String after, List<Integer> cuts) {
    private static final String[] BEFORE = {
        "",
        "",
        "Hello! Here is what I found: it is \"this\" & <that>;\n\n",
        "```markdown\n",
        "```\n",
        "{\"answer\": \"",
        "> "
    };
    private static final String[] AFTER = {"", "", "\n```", "\n\nAnything else? I'm here; just ask.", "\"}", "\n"};

    enum Escapes {
        NONE,
        HTML,
        JSON;

        String of(String text) {
            return switch (this) {
                case NONE -> text;
                case HTML ->
                    text.replace("&", "&amp;")
                            .replace("<", "&lt;")
                            .replace(">", "&gt;")
                            .replace("\"", "&quot;");
                case JSON -> new String(JsonStringEncoder.getInstance().quoteAsString(text));
            };
        }
    }

    /** Any way for a text of this length; the escapes of JSON make another text of line breaks. */
    static Transport random(Random random, boolean hasLines) {
        var escapes = Escapes.values()[random.nextInt(hasLines ? 2 : 3)];
        return new Transport(
                random.nextBoolean(),
                random.nextInt(3) == 0,
                escapes,
                escapes.of(BEFORE[random.nextInt(BEFORE.length)]),
                escapes.of(AFTER[random.nextInt(AFTER.length)]),
                new ArrayList<>());
    }

    /** What the user has in the end is exactly what was sent, but for white space at its ends. */
    boolean keepsSpace() {
        return snapshots || !trimmed;
    }

    /** Cuts a text into pieces: at any characters, or only after some tokens as most backends do. */
    void cut(List<Piece> pieces, String text, Random random) {
        cuts.clear();
        if (random.nextBoolean()) {
            var size = 1 + random.nextInt(random.nextBoolean() ? 40 : 300);
            for (var at = random.nextInt(size) + 1; at < text.length(); at += 1 + random.nextInt(size)) {
                cuts.add(at);
            }
        } else {
            var most = 1 + random.nextInt(4);
            var at = 0;
            for (Piece piece : pieces) {
                at += piece.text().length();
                if (random.nextInt(most) == 0 && at > 0 && at < text.length()) {
                    cuts.add(at);
                }
            }
        }
        cuts.add(text.length());
    }

    /** The messages that carry a text. */
    List<String> messages(String text) {
        var messages = new ArrayList<String>();
        var from = 0;
        for (int cut : cuts) {
            var message = snapshots ? text.substring(0, cut) : text.substring(from, cut);
            messages.add(trimmed ? message.strip() : message);
            from = cut;
        }
        return messages;
    }

    /** Whether a character of the text is trimmed away in its message. */
    boolean[] trimmedAway(String text) {
        var away = new boolean[text.length()];
        if (keepsSpace()) {
            return away;
        }
        var from = 0;
        for (int cut : cuts) {
            for (var at = from; at < cut && Character.isWhitespace(text.charAt(at)); at++) {
                away[at] = true;
            }
            for (var at = cut - 1; at >= from && Character.isWhitespace(text.charAt(at)); at--) {
                away[at] = true;
            }
            from = cut;
        }
        return away;
    }
}
