package dev.llmemulator.load.client;

import java.util.Arrays;

/** The texts of a stream's tokens by index, in one buffer: eight bytes a token besides its characters. */
public final class TokenTexts {
    private static final int ABSENT = -1;

    private final StringBuilder characters = new StringBuilder();
    private int[] starts = new int[0];
    private int[] ends = new int[0];
    private int highest = -1;
    private int present;
    private boolean inOrder = true;

    public void put(int index, String text) {
        makeRoom(index);
        starts[index] = characters.length();
        characters.append(text);
        ends[index] = characters.length();
        inOrder &= index == present;
        present++;
        highest = Math.max(highest, index);
    }

    public boolean has(int index) {
        return index < starts.length && starts[index] != ABSENT;
    }

    String get(int index) {
        return characters.substring(starts[index], ends[index]);
    }

    public int count() {
        return present;
    }

    /** One more than the highest index that is there. */
    int end() {
        return highest + 1;
    }

    /** The first absent index below an end; -1 if none is absent. */
    int firstAbsent(int end) {
        for (var index = 0; index < end; index++) {
            if (!has(index)) {
                return index;
            }
        }
        return ABSENT;
    }

    /** The number of absent indexes from one on and below an end. */
    public int absent(int from, int end) {
        var absent = 0;
        for (var index = from; index < end; index++) {
            if (!has(index)) {
                absent++;
            }
        }
        return absent;
    }

    /** The texts below an end, joined in the order of their index; absent ones are left out. */
    public String joined(int end) {
        if (inOrder) {
            return characters.substring(0, end == 0 ? 0 : ends[Math.min(end, present) - 1]);
        }
        var text = new StringBuilder(characters.length());
        for (var index = 0; index < end; index++) {
            if (has(index)) {
                text.append(characters, starts[index], ends[index]);
            }
        }
        return text.toString();
    }

    /** The first token below an end that differs from its place in a text; -1 if the tokens are exactly that text. */
    int firstDifferingFrom(String text, int end) {
        var place = 0;
        for (var index = 0; index < end; index++) {
            var token = get(index);
            if (!text.startsWith(token, place)) {
                return index;
            }
            place += token.length();
        }
        return place == text.length() ? ABSENT : end - 1;
    }

    /**
     * The first token of the first run of tokens that does not fit into a text; -1 if all can be parts of it. Absent
     * tokens separate runs. The run of token 0 has to begin the text, that of the last token to end it, the others to
     * follow in order.
     */
    int firstRunNotIn(String text, int end) {
        var place = 0;
        var index = 0;
        while (index < end) {
            if (!has(index)) {
                index++;
                continue;
            }
            var first = index;
            var run = new StringBuilder();
            while (index < end && has(index)) {
                run.append(characters, starts[index], ends[index]);
                index++;
            }
            var at = placeOf(run.toString(), text, place, first == 0, index == end);
            if (at == ABSENT) {
                return first;
            }
            place = at + run.length();
        }
        return ABSENT;
    }

    private static int placeOf(String run, String text, int from, boolean begins, boolean finishes) {
        if (begins) {
            return text.startsWith(run) ? 0 : ABSENT;
        }
        if (finishes) {
            var at = text.length() - run.length();
            return text.endsWith(run) && at >= from ? at : ABSENT;
        }
        return text.indexOf(run, from);
    }

    private void makeRoom(int index) {
        if (index >= starts.length) {
            var before = starts.length;
            var size = Math.max(index + 1, Math.max(32, before + (before >> 1)));
            starts = Arrays.copyOf(starts, size);
            ends = Arrays.copyOf(ends, size);
            Arrays.fill(starts, before, size, ABSENT);
        }
    }
}
