package dev.llmemulator.load.traced;

import dev.llmemulator.load.client.Anomalies;
import dev.llmemulator.load.client.Anomaly;
import dev.llmemulator.load.client.AnomalyKind;
import dev.llmemulator.load.client.Sha256;
import dev.llmemulator.load.client.TokenTexts;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the tokens of one traced text prove, in the order in which they stand in it.
 *
 * <p>What stands between two tokens, and is not the white space that belongs there, is what is left of altered ones. It
 * explains as many missing tokens as it closes, at least one. What is missing besides is lost.
 */
final class TracedProof {
    private static final int NONE = -1;
    private static final String CLOSE = String.valueOf(Trace.CLOSE);
    private static final String OPEN_END = "" + Trace.OPEN + Trace.END;

    private final String tag;
    private final TokenTexts tokens = new TokenTexts();
    private final Anomalies seen = new Anomalies();
    private final List<Damage> damages = new ArrayList<>(0);
    private int expected;
    private int goneBack;
    private int goneBackTo = NONE;
    private @Nullable End end;

    /** True if the text between what was read and what comes may be what is left of a token. */
    private boolean started;

    /** The index of the token before and the white space after it; {@link #NONE} if it was another answer's. */
    private int last = NONE;

    private String after = "";

    /** What the end says, and one more than the highest index that came before it. */
    private record End(int tokens, String sha256, int came) {}

    /** An altered token: the index that it names or {@link #NONE}, and the token before it. */
    private record Damage(int index, int last) {}

    TracedProof(String tag) {
        this.tag = tag;
    }

    /** A token was read, and before it what stands from a place on; true if it came for the first time. */
    boolean token(Trace trace, StringBuilder text, int from) {
        var ours = trace.tag().equals(tag);
        var index = ours ? trace.index() : NONE;
        if (isDamaged(text, from, trace.start(), index)) {
            addDamages(text, from, trace.start(), index);
        } else if (ours && last != NONE && index == last + 1 && end == null) {
            checkSpace(text, from, trace);
        }
        started = true;
        last = index;
        after = trace.after();
        if (!ours) {
            seen.add(AnomalyKind.FOREIGN_SESSION, trace.index(), trace.tag());
            return false;
        }
        return add(index, trace.text());
    }

    private boolean add(int index, String text) {
        var again = tokens.has(index);
        if (end != null) {
            seen.add(AnomalyKind.AFTER_MARKER, index, "");
        } else if (again) {
            seen.add(AnomalyKind.DOUBLED, index, "");
        } else if (index < expected) {
            seen.add(AnomalyKind.REORDERED, index, "came after " + (expected - 1));
        }
        if (!again) {
            tokens.put(index, text);
            expected = Math.max(expected, index + 1);
        }
        return !again;
    }

    // A token that is missing between two others took its white space along, so only neighbours are compared.
    private void checkSpace(StringBuilder text, int from, Trace trace) {
        var space = trace.before().isEmpty() ? after : after + trace.before();
        if (trace.start() - from != space.length() || text.indexOf(space, from) != from) {
            seen.add(AnomalyKind.WHITE_SPACE, trace.index(), "before it");
        }
    }

    /** An end was read; true if it is the first one of this answer. */
    boolean end(Trace trace, StringBuilder text, int from) {
        if (!trace.tag().equals(tag)) {
            seen.add(AnomalyKind.FOREIGN_SESSION, NONE, trace.tag());
            last = NONE;
            return false;
        }
        if (end != null) {
            seen.add(AnomalyKind.AFTER_MARKER, NONE, "a second end");
            return false;
        }
        if (isDamaged(text, from, trace.start(), trace.index())) {
            addDamages(text, from, trace.start(), trace.index());
        }
        end = new End(trace.index(), trace.sha256(), expected);
        return true;
    }

    // What stands before the first token and after the end need not be the answer's.
    private boolean isDamaged(StringBuilder text, int from, int to, int next) {
        if (end != null || isBlank(text, from, to)) {
            return false;
        }
        return started || (next > 0 && isTraced(text.substring(from, to)));
    }

    private static boolean isBlank(StringBuilder text, int from, int to) {
        for (var at = from; at < to; at++) {
            if (!Character.isWhitespace(text.charAt(at))) {
                return false;
            }
        }
        return true;
    }

    private boolean isTraced(String text) {
        if (text.contains(tag)) {
            return true;
        }
        var close = text.indexOf(Trace.CLOSE);
        while (close >= 0 && !Trace.isLike(text, close)) {
            close = text.indexOf(Trace.CLOSE, close + 1);
        }
        return close >= 0;
    }

    private void addDamages(StringBuilder text, int from, int to, int next) {
        var most = Math.max(1, next - last - 1);
        var at = from;
        int close;
        for (var count = 0; count < most && (close = text.indexOf(CLOSE, at)) >= 0 && close < to; count++) {
            damages.add(new Damage(Trace.indexNamed(text, at, close), last));
            at = close + 1;
        }
        if (at == from) {
            damages.add(new Damage(NONE, last));
        }
    }

    /** The text went back to what it was after so many tokens. */
    void wentBack(int tokensThen) {
        goneBack++;
        goneBackTo = goneBack == 1 ? tokensThen : goneBackTo;
    }

    /** This text has taken the place of another one. What its reader saw of another answer has been seen. */
    void inherit(TracedProof before) {
        goneBack = before.goneBack;
        goneBackTo = before.goneBackTo;
        if (!seen.has(AnomalyKind.FOREIGN_SESSION)) {
            before.seen.list().stream()
                    .filter(each -> each.kind() == AnomalyKind.FOREIGN_SESSION)
                    .forEach(each -> seen.add(each.kind(), each.index(), each.count(), each.detail()));
        }
    }

    /** True if this is what the other text was before: correct, and shorter. */
    boolean isEarlierThan(TracedProof other) {
        return tokens.count() > 0
                && tokens.count() < other.tokens.count()
                && tokens.absent(0, expected) == 0
                && seen.list().isEmpty()
                && damages.isEmpty()
                && end == null;
    }

    boolean hasEnded() {
        return end != null;
    }

    int tokensSeen() {
        return tokens.count();
    }

    boolean isIncomplete() {
        return tokens.absent(0, end == null ? expected : Math.max(expected, end.tokens())) > 0;
    }

    /**
     * All faults.
     *
     * @param rest what came after the last token that was read
     * @param brokenOff true if a missing end is no fault
     */
    List<Anomaly> judge(String rest, boolean brokenOff) {
        var all = seen.copy();
        if (goneBack > 0) {
            all.add(AnomalyKind.REORDERED, goneBackTo, goneBack, "the text went back to before it");
        }
        var count = expected;
        if (end != null) {
            count = end.tokens();
        } else if (isDamagedEnd(rest)) {
            all.add(AnomalyKind.ALTERED, NONE, "the end of the text");
        } else if (!brokenOff && (tokens.count() > 0 || !all.has(AnomalyKind.FOREIGN_SESSION))) {
            all.add(AnomalyKind.NO_MARKER, NONE, tokens.count() + " tokens came");
        }
        var missing = judgeTokens(count, all);
        if (end != null) {
            judgeEnd(end, missing, all);
        }
        return all.list();
    }

    /** Names what is altered and what is lost, and returns how many tokens could not be read. */
    private int judgeTokens(int count, Anomalies all) {
        var unread = new BitSet();
        for (var index = 0; index < count; index++) {
            unread.set(index, !tokens.has(index));
        }
        var missing = unread.cardinality();
        var altered = new BitSet();
        var unnamed = new ArrayList<Damage>(0);
        for (Damage damage : damages) {
            if (damage.index() != NONE && unread.get(damage.index())) {
                altered.set(damage.index());
                unread.clear(damage.index());
            } else {
                unnamed.add(damage);
            }
        }
        for (Damage damage : unnamed) {
            var next = unread.nextSetBit(damage.last() + 1);
            var index = next >= 0 ? next : unread.nextSetBit(0);
            if (index >= 0) {
                altered.set(index);
                unread.clear(index);
            } else {
                all.add(AnomalyKind.ALTERED, damage.last(), "other text after it");
            }
        }
        if (!altered.isEmpty()) {
            all.add(AnomalyKind.ALTERED, altered.nextSetBit(0), altered.cardinality(), "");
        }
        if (!unread.isEmpty()) {
            all.add(AnomalyKind.LOST, unread.nextSetBit(0), unread.cardinality(), "");
        }
        return missing;
    }

    private void judgeEnd(End end, int missing, Anomalies all) {
        if (end.came() > end.tokens()) {
            all.add(AnomalyKind.COUNT_DIFFERS, end.tokens(), end.came() + " came of " + end.tokens());
        } else if (missing == 0 && !end.sha256().equals(Sha256.of(tokens.joined(end.tokens())))) {
            all.add(AnomalyKind.SHA256_DIFFERS, NONE, "of the text's end");
        }
    }

    // Any two of these remain if one character of the end is another one. Of an end that was cut only one does.
    private boolean isDamagedEnd(String rest) {
        var opens = rest.contains(OPEN_END);
        var tagAt = rest.lastIndexOf(tag);
        if (rest.indexOf(Trace.CLOSE, Math.max(0, tagAt)) >= 0) {
            return opens || tagAt >= 0;
        }
        return opens && tagAt >= 0 && rest.length() > tagAt + tag.length() + Trace.CHECK_DIGITS;
    }
}
