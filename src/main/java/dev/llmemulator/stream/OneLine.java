package dev.llmemulator.stream;

/** What others say, fit for a log, a reply or a marker: one line of at most 200 printable characters. */
public final class OneLine {
    private static final int MOST_CHARACTERS = 200;

    private OneLine() {}

    /** Cuts a text, and puts a {@code ?} for each character that is not printable. */
    public static String of(String text) {
        var line = new StringBuilder();
        var end = Math.min(text.length(), MOST_CHARACTERS);
        for (var i = 0; i < end; i++) {
            var letter = text.charAt(i);
            line.append(isPrintable(letter) ? letter : '?');
        }
        if (end < text.length()) {
            line.setCharAt(end - 1, '…');
        }
        return line.toString();
    }

    /** Surrogates are not, because a cut may halve a pair; formats are not, because some turn the line around. */
    private static boolean isPrintable(char letter) {
        return switch (Character.getType(letter)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
