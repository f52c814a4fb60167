package dev.llmemulator.load.client;

import java.util.Arrays;

/**
 * The offsets of the publications that arrived, each with its token; eight bytes a publication. They are judged at the
 * end, because a publication that comes late fills the hole that it left.
 */
final class Offsets {
    private static final int INDEX_BITS = 20;
    private static final long HIGHEST = Long.MAX_VALUE >> INDEX_BITS;

    /** Stands for the marker in the place of an index. */
    static final int MARKER = (1 << INDEX_BITS) - 2;

    private static final int NO_TOKEN = -1;

    // Offset and index in one number, so that sorting the numbers sorts the offsets.
    private long[] places = {};
    private int size;
    private long highest;
    private boolean ended;

    long highest() {
        return highest;
    }

    /** A token came for the first time, or the marker; the offset is 0 if the channel has none. */
    void add(long offset, int index) {
        ended |= index == MARKER;
        if (offset <= 0) {
            return;
        }
        if (size == places.length) {
            places = Arrays.copyOf(places, Math.max(32, size + (size >> 1)));
        }
        places[size++] = place(offset, index);
        highest = Math.max(highest, Math.min(offset, HIGHEST));
    }

    /** A token arrived again, in the same publication or in another one. */
    void addAgain(long offset, int index) {
        if (!has(offset, index)) {
            addOther(offset);
        }
    }

    /** Something arrived that is neither token nor marker, or is a repetition. */
    void addOther(long offset) {
        if (!has(offset, NO_TOKEN)) {
            add(offset, NO_TOKEN);
        }
    }

    private boolean has(long offset, int index) {
        for (var each = size - 1; each >= 0; each--) {
            if (places[each] == place(offset, index)) {
                return true;
            }
        }
        return false;
    }

    /** Names the faults: offsets go back although the tokens do not, or more offsets than tokens are missing. */
    void judge(TokenTexts tokens, int end, Anomalies all) {
        Arrays.sort(places, 0, size);
        var back = firstBack(all.has(AnomalyKind.REORDERED));
        if (back >= 0) {
            all.add(AnomalyKind.OFFSET_GAP, Math.min(back, end), "they go back");
        }
        judgeHoles(tokens, end, firstBack(false) < 0, all);
    }

    /**
     * The first token or marker whose offset belongs to another publication, or is lower than that of a token before;
     * -1 if there is none. In any order, lower ones are right, because the tokens were published in another order.
     */
    private int firstBack(boolean anyOrder) {
        var last = 0L;
        var highestIndex = -1;
        for (var each = 0; each < size; each++) {
            var index = index(each);
            var lower = index >= 0 && index < highestIndex;
            if (offset(each) == last || (lower && !anyOrder)) {
                return Math.max(index, highestIndex);
            }
            last = offset(each);
            highestIndex = Math.max(highestIndex, index);
        }
        return -1;
    }

    // Published in order, a lost token left its hole between its neighbours; else it may have left any of them.
    private void judgeHoles(TokenTexts tokens, int end, boolean inOrder, Anomalies all) {
        var last = 0L;
        var missing = 0L;
        var next = 0;
        for (var each = 0; each < size; each++) {
            missing += Math.max(0, offset(each) - last - 1);
            last = offset(each);
            if (inOrder && index(each) >= 0) {
                var index = Math.min(index(each), end);
                judgeHole(missing, tokens.absent(next, index), index, all);
                missing = 0;
                next = index + 1;
            }
        }
        int markers = ended ? 0 : 1;
        judgeHole(missing, tokens.absent(next, end) + markers, inOrder ? end : -1, all);
    }

    private static void judgeHole(long missing, int lost, int index, Anomalies all) {
        if (missing > lost) {
            all.add(AnomalyKind.OFFSET_GAP, index, missing + " missing");
        }
    }

    private static long place(long offset, int index) {
        return Math.min(offset, HIGHEST) << INDEX_BITS | (index + 1);
    }

    private long offset(int each) {
        return places[each] >> INDEX_BITS;
    }

    private int index(int each) {
        return (int) (places[each] & (MARKER + 1)) - 1;
    }
}
