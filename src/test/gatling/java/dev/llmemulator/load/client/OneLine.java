package dev.llmemulator.load.client;

import java.util.regex.Pattern;

/** What others say, as one line that can be shown anywhere: a server may say anything, and of any length. */
public final class OneLine {
    private static final int LONGEST = 160;
    private static final Pattern SPACE = Pattern.compile("[\\s\\p{Z}\\p{C}]+");

    private OneLine() {}

    /** At most 160 characters, with a space for each run of white space and of what cannot be printed. */
    public static String of(String text) {
        // Of a long text only so much is looked at that the rest cannot matter.
        var head = text.substring(0, Math.min(text.length(), 20 * LONGEST));
        var line = SPACE.matcher(head).replaceAll(" ").strip();
        if (line.length() <= LONGEST && head.length() == text.length()) {
            return line;
        }
        var end = Math.min(line.length(), LONGEST - 1);
        return line.substring(0, end > 0 && Character.isHighSurrogate(line.charAt(end - 1)) ? end - 1 : end) + "…";
    }
}
