package dev.llmemulator.load.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records what one reader of a stream received, in the order of arrival, and judges it. One user's event loop feeds it.
 *
 * <p>Faults of order are named as publications arrive, those of the whole by {@link #judge}: what the texts, counts and
 * hashes of tokens, marker and HTTP reply contradict ({@link Judgement}), and the holes in the channel's offsets that
 * no lost token explains ({@link Offsets}). So one fault is not called by two names.
 */
public final class StreamRecord implements AnswerRecord {
    /** The length of the longest answer (see the bound of {@code words}). A higher index counts as unreadable. */
    static final int MOST_TOKENS = 100_000;

    private final String channel;
    private final TokenTexts tokens = new TokenTexts();
    private final Offsets offsets = new Offsets();
    private final Anomalies seen = new Anomalies();
    private int expected;
    private int cameInTime;
    private boolean brokenOff;
    private @Nullable Marker marker;
    private @Nullable ErrorMarker error;

    /** What the completion marker says. */
    record Marker(int tokens, String sha256) {}

    /** What the marker of a failed answer says. */
    private record ErrorMarker(int tokens, int unacknowledged, String detail) {}

    public StreamRecord(String channel) {
        this.channel = channel;
    }

    /** A token arrived; true if it is the one that had to come next. The offset is 0 if the channel has none. */
    public boolean token(String onChannel, int index, String text, long offset) {
        if (isForeign(onChannel, index)) {
            return false;
        }
        if (index < 0 || index >= MOST_TOKENS) {
            unreadable(onChannel, "index " + index, offset);
            return false;
        }
        var late = hasEnded();
        var again = tokens.has(index);
        var next = index == expected && !late;
        if (late) {
            seen.add(AnomalyKind.AFTER_MARKER, index, "");
        } else if (again) {
            addDoubled(index, text);
        } else if (index < expected) {
            seen.add(AnomalyKind.REORDERED, index, "came after " + (expected - 1));
        }
        if (again) {
            offsets.addAgain(inTime(offset), index);
            return false;
        }
        offsets.add(inTime(offset), index);
        tokens.put(index, text);
        expected = Math.max(expected, index + 1);
        return next;
    }

    private void addDoubled(int index, String text) {
        seen.add(AnomalyKind.DOUBLED, index, "");
        if (!tokens.get(index).equals(text)) {
            seen.add(AnomalyKind.ALTERED, index, "came again with another text");
        }
    }

    public void marker(String onChannel, int count, String sha256, long offset) {
        if (isInTime(onChannel, "a second marker", offset)) {
            marker = new Marker(count, sha256);
        }
    }

    /**
     * The marker of a failed answer arrived.
     *
     * @param count tokens that were sent before
     * @param unacknowledged tokens after these that may have been sent as well
     */
    public void errorMarker(String onChannel, int count, int unacknowledged, String detail, long offset) {
        if (isInTime(onChannel, "an error marker", offset)) {
            error = new ErrorMarker(count, unacknowledged, detail);
        }
    }

    private boolean isInTime(String onChannel, String what, long offset) {
        if (isForeign(onChannel, -1)) {
            return false;
        }
        if (hasEnded()) {
            seen.add(AnomalyKind.AFTER_MARKER, -1, what);
            return false;
        }
        offsets.add(offset, Offsets.MARKER);
        cameInTime = expected;
        return true;
    }

    /**
     * A publication of another type or of another answer arrived, which is no fault; false if it came on another
     * channel, which is one.
     */
    public boolean other(String onChannel, long offset) {
        if (isForeign(onChannel, -1)) {
            return false;
        }
        offsets.addOther(inTime(offset));
        return true;
    }

    /** The server announced that nothing more will come. So what is missing at the end is no fault of the stream. */
    @Override
    public void breakOff() {
        brokenOff = true;
    }

    /** A token or marker arrived that lacks something, or a line that is no publication. */
    public void unreadable(String onChannel, String detail, long offset) {
        if (!isForeign(onChannel, -1)) {
            seen.add(AnomalyKind.UNREADABLE, -1, detail);
            offsets.addOther(inTime(offset));
        }
    }

    @Override
    public boolean hasEnded() {
        return marker != null || error != null;
    }

    @Override
    public @Nullable String error() {
        return error == null ? null : error.detail();
    }

    @Override
    public int tokensSeen() {
        return tokens.count();
    }

    /** The highest offset seen, from which the channel can be recovered; 0 for its beginning. */
    @Override
    public long lastOffset() {
        return offsets.highest();
    }

    /** True while tokens are missing that may still be on their way. */
    @Override
    public boolean isIncomplete() {
        var promised = marker == null ? expected : Math.max(expected, marker.tokens());
        return tokens.absent(0, Math.min(promised, MOST_TOKENS)) > 0;
    }

    /** All faults; none if the stream is complete and correct. A missing reply is not a fault of the stream. */
    public List<Anomaly> judge(@Nullable HttpReply reply) {
        var all = seen.copy();
        int count = error != null
                ? judgeFailed(error, all)
                : brokenOff && marker == null ? judgeBrokenOff(all) : judgeWhole(reply, all);
        offsets.judge(tokens, count, all);
        return all.list();
    }

    private int judgeWhole(@Nullable HttpReply reply, Anomalies all) {
        if (marker == null) {
            all.add(AnomalyKind.NO_MARKER, -1, tokensSeen() + " tokens came");
        }
        return new Judgement(tokens, marker == null ? expected : cameInTime, marker, reply, all).judge();
    }

    // A hole between the tokens that came was there before.
    private int judgeBrokenOff(Anomalies all) {
        return new Judgement(tokens, expected, null, null, all).judge();
    }

    private int judgeFailed(ErrorMarker error, Anomalies all) {
        var count = Math.min(Math.max(error.tokens(), cameInTime), MOST_TOKENS);
        var lost = tokens.absent(0, count);
        if (lost > 0) {
            all.add(AnomalyKind.LOST, tokens.firstAbsent(count), lost, "");
        }
        if (cameInTime - error.tokens() > error.unacknowledged()) {
            all.add(AnomalyKind.COUNT_DIFFERS, -1, "error marker says " + error.tokens() + " of " + cameInTime);
        }
        return count;
    }

    private boolean isForeign(String onChannel, int index) {
        if (channel.equals(onChannel)) {
            return false;
        }
        seen.add(AnomalyKind.FOREIGN_SESSION, index, onChannel);
        return true;
    }

    // What was published after the marker is a fault already, so that its offset is none.
    private long inTime(long offset) {
        return hasEnded() && offset > offsets.highest() ? 0 : offset;
    }
}
