package dev.llmemulator.load.traced;

import dev.llmemulator.load.client.Anomaly;
import java.util.BitSet;
import java.util.List;

/**
 * Reads one traced text, given either as the pieces that are added to it or as the whole text so far, and judges it.
 * Pieces may end anywhere, and other text may surround what is traced. Belongs to one thread.
 */
public final class TracedReader {
    private final String tag;
    private final TracedListener listener;
    private final Trace trace = new Trace();
    private final BitSet told = new BitSet();

    /** What came after the last token or end that could be read. */
    private final StringBuilder rest = new StringBuilder();

    private TracedProof proof;
    private int searched;
    private boolean brokenOff;

    /** What has been read of the last snapshot, all up to its last token or end. */
    private String read = "";

    private boolean endTold;

    /** @param tag names the answer; tokens with another one belong to another user's answer */
    public TracedReader(String tag, TracedListener listener) {
        this.tag = tag;
        this.listener = listener;
        proof = new TracedProof(tag);
    }

    /** A piece came that is added to the text. */
    public void delta(String piece, long receivedUs) {
        rest.append(piece);
        readOn(receivedUs);
    }

    /** The text came as far as it is. A blank one says nothing. */
    public void snapshot(String text, long receivedUs) {
        var known = read.length();
        // Two strings are compared much faster than a string and a part of another one.
        if (text.length() >= known && text.substring(0, known).equals(read)) {
            restart(text.substring(known));
            known += readOn(receivedUs);
            read = text.substring(0, known);
        } else if (!text.isBlank()) {
            startAgain(text, receivedUs);
        }
    }

    // The text before is another one than it was: rewritten, or an earlier snapshot that comes late.
    private void startAgain(String text, long receivedUs) {
        var before = proof;
        var restBefore = rest.toString();
        proof = new TracedProof(tag);
        restart(text);
        var known = readOn(receivedUs);
        if (proof.isEarlierThan(before)) {
            before.wentBack(proof.tokensSeen());
            proof = before;
            restart(restBefore);
        } else {
            proof.inherit(before);
            read = text.substring(0, known);
        }
    }

    private void restart(String text) {
        rest.setLength(0);
        rest.append(text);
        searched = 0;
    }

    /** Returns how much of the text has been read. */
    private int readOn(long receivedUs) {
        var from = 0;
        int close;
        while ((close = rest.indexOf(";", searched)) >= 0) {
            searched = close + 1;
            if (trace.read(rest, from, close)) {
                take(rest, from, receivedUs);
                from = searched;
            }
        }
        rest.delete(0, from);
        searched = rest.length();
        return from;
    }

    private void take(StringBuilder text, int from, long receivedUs) {
        if (trace.isEnd()) {
            if (proof.end(trace, text, from) && !endTold) {
                endTold = true;
                listener.onEnd(trace.index(), receivedUs);
            }
        } else if (proof.token(trace, text, from) && !told.get(trace.index())) {
            told.set(trace.index());
            listener.onToken(trace.index(), trace.text(), trace.sentUs(), receivedUs);
        }
    }

    /** It is known that nothing more will come. So a missing end is no fault of the text. */
    public void breakOff() {
        brokenOff = true;
    }

    public boolean hasEnded() {
        return proof.hasEnded();
    }

    public int tokensSeen() {
        return proof.tokensSeen();
    }

    /** True while tokens are missing that may still be on their way. */
    public boolean isIncomplete() {
        return proof.isIncomplete();
    }

    /** All faults; none if the text is complete and correct. */
    public List<Anomaly> judge() {
        return proof.judge(rest.toString(), brokenOff);
    }
}
