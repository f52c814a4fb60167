package dev.llmemulator.load.target;

import dev.llmemulator.load.client.Anomalies;
import dev.llmemulator.load.client.AnomalyKind;

/** The offsets of one channel, which rise by one from publication to publication if none is lost. */
final class ChannelOffsets {
    private long last = -1;
    private long missing;
    private long back;
    private boolean seen;

    /** The channel stands here, and what comes follows. */
    void startAt(long offset) {
        last = Math.max(last, offset);
    }

    /** A publication came; 0 if the channel has no offsets. */
    void came(long offset) {
        if (offset <= 0) {
            return;
        }
        seen = true;
        if (last >= 0 && offset > last + 1) {
            missing += offset - last - 1;
        } else if (offset <= last) {
            back++;
        }
        last = Math.max(last, offset);
    }

    long last() {
        return Math.max(0, last);
    }

    /** True if a publication had an offset. */
    boolean seen() {
        return seen;
    }

    void judge(Anomalies all) {
        if (missing > 0) {
            all.add(AnomalyKind.OFFSET_GAP, -1, missing + " missing");
        }
        if (back > 0) {
            all.add(AnomalyKind.OFFSET_GAP, -1, "they go back");
        }
    }
}
