package dev.llmemulator.load.target;

import dev.llmemulator.load.client.Anomalies;
import dev.llmemulator.load.client.AnomalyKind;
import java.util.BitSet;

/** The numbers that a backend gives the pieces of a text, from 0 or 1 on. */
final class PieceNumbers {
    private static final int MOST = 1 << 20;

    private final BitSet came = new BitSet();
    private final Anomalies seen = new Anomalies();
    private int next = -1;

    /** A piece came; false if it had come before. */
    boolean came(long number) {
        if (number < 0 || number > MOST) {
            seen.add(AnomalyKind.UNREADABLE, -1, "number " + number + " of a piece");
            return true;
        }
        var index = (int) number;
        // Whoever counts from 1 has no piece 0.
        if (next < 0 && index == 1) {
            came.set(0);
        }
        if (came.get(index)) {
            seen.add(AnomalyKind.DOUBLED, index, "");
            return false;
        }
        if (index < next) {
            seen.add(AnomalyKind.REORDERED, index, "came after " + (next - 1));
        }
        came.set(index);
        next = Math.max(next, index + 1);
        return true;
    }

    boolean isIncomplete() {
        return next > 0 && came.nextClearBit(0) < next;
    }

    Anomalies judge() {
        var all = seen.copy();
        if (isIncomplete()) {
            all.add(AnomalyKind.LOST, came.nextClearBit(0), next - came.cardinality(), "");
        }
        return all;
    }
}
