package dev.llmemulator.load.target;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.llmemulator.load.client.Anomalies;
import dev.llmemulator.load.client.Anomaly;
import dev.llmemulator.load.client.AnomalyKind;
import dev.llmemulator.load.client.AnswerRecord;
import dev.llmemulator.load.client.OneLine;
import dev.llmemulator.load.client.PublicationReader;
import dev.llmemulator.load.client.Sha256;
import dev.llmemulator.load.client.Stamps;
import dev.llmemulator.load.traced.TracedListener;
import dev.llmemulator.load.traced.TracedReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The text of one answer, read from publications as a profile says, and judged by all that the profile gives: traced
 * text, numbers of pieces, offsets, and what the reply says. One user's event loop feeds it.
 *
 * <p>One fault may show in several of these. Named is what the surest of them finds, in this order.
 */
public final class AnswerText implements PublicationReader, AnswerRecord, TracedListener {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int MOST_WAITING = 100_000;

    private final PublicationRule rule;
    private final Values values;
    private final Listener listener;
    private final @Nullable Trace trace;
    private final @Nullable TracedReader traced;
    private final @Nullable PieceNumbers numbers;
    private final Anomalies seen = new Anomalies();
    private final Map<String, ChannelOffsets> offsets = new HashMap<>();
    private final StringBuilder text = new StringBuilder();
    private final List<Waiting> waiting = new ArrayList<>(0);

    /** Reads the traced text in the mode that the profile does not name, if somebody watches this answer. */
    private final @Nullable TracedReader otherMode;

    /** Text is kept for the reply, and to compare snapshots. */
    private final boolean keepsText;

    private String channel;
    private String lastSnapshot = "";
    private String lastPiece = "";
    private boolean piecesDiffer;
    private boolean ended;
    private boolean brokenOff;
    private int pieces;
    private int firstPieces;
    private @Nullable String error;
    private @Nullable JsonNode misfit;

    /** Hears what the publications say, each when it is read. */
    public interface Listener {
        /** True once nothing counts any more. */
        boolean isOver();

        /** When the frame arrived that is being read, in microseconds since the epoch. */
        long receivedUs();

        /** The user sees more of the text; or nothing yet, if the piece is empty. */
        void onPiece(boolean empty, long receivedUs);

        /** A token came for the first time: of a text that is not traced, a piece. */
        void onToken(Stamps stamps, long receivedUs);

        /** The answer has ended, well or not. */
        void onEnd(boolean well, long receivedUs);

        /** A publication came that is none of this answer: of another one, or of another kind. */
        void onOther(boolean ofAnotherAnswer);
    }

    private static final class Deaf implements TracedListener {
        @Override
        public void onToken(int index, String token, long sentUs, long receivedUs) {}

        @Override
        public void onEnd(int tokens, long receivedUs) {}
    }

    /** A publication that came before it is known which ones are this answer's. */
    private record Waiting(JsonNode data, long receivedUs) {}

    /**
     * The text of an answer that begins.
     *
     * @param channel that it comes on; empty if it is not known yet, or if any will do
     * @param tag of its traced text; null if it is not traced
     */
    public AnswerText(
            Profile profile,
            Values values,
            String channel,
            @Nullable String tag,
            Listener listener,
            @Nullable Trace trace) {
        rule = profile.publications();
        this.values = values;
        this.channel = channel;
        this.listener = listener;
        this.trace = trace;
        traced = tag == null ? null : new TracedReader(tag, this);
        otherMode = tag == null || trace == null ? null : new TracedReader(tag, new Deaf());
        numbers = rule.index() == null ? null : new PieceNumbers();
        keepsText = profile.reply().text() != null || profile.reply().sha256() != null;
    }

    /** The channel is known now. */
    public void comesOn(String channel) {
        this.channel = channel;
    }

    public String channel() {
        return channel;
    }

    /** The answer's channel stands here, and what comes follows. */
    public void startAt(long offset) {
        offsetsOf(channel).startAt(offset);
    }

    private ChannelOffsets offsetsOf(String name) {
        return offsets.computeIfAbsent(name, any -> new ChannelOffsets());
    }

    /** What tells this answer's publications may be known now: those that wait are read. */
    public void identified() {
        if (rule.answer() == null || rule.answer().isReady(values)) {
            var all = List.copyOf(waiting);
            waiting.clear();
            all.forEach(each -> read(each.data(), each.receivedUs()));
        }
    }

    @Override
    public void read(String onChannel, JsonNode publication) {
        if (listener.isOver()) {
            return;
        }
        var name = onChannel.isEmpty() ? channel : onChannel;
        if (!channel.isEmpty() && !channel.equals(name)) {
            other(false, "of the channel " + name);
            return;
        }
        offsetsOf(name).came(publication.path("offset").asLong());
        var data = publication.path("data");
        if (rule.answer() != null && !rule.answer().isReady(values) && waiting.size() < MOST_WAITING) {
            waiting.add(new Waiting(data, listener.receivedUs()));
            note("waits until the reply tells which answer it belongs to");
            return;
        }
        read(data, listener.receivedUs());
    }

    private void read(JsonNode given, long receivedUs) {
        var data = rule.encoded() ? decoded(given) : given;
        if (data == null) {
            misfit(given);
            other(false, "its data is no text that is JSON in itself (encoded = true)");
        } else if (rule.answer() != null && !rule.answer().holds(data, values)) {
            other(true, "of another answer, as not " + rule.answer() + hint(data, rule.answer()));
        } else {
            var failed = rule.error() == null ? null : rule.error().find(data, values);
            if (failed != null) {
                fail(failed, receivedUs);
                return;
            }
            var hadText = readText(data, receivedUs);
            var ends = rule.end() != null && rule.end().holds(data, values);
            if (ends) {
                end(receivedUs);
            } else if (!hadText) {
                misfit(data);
                other(false, trace == null ? "" : whyNot(data));
            }
        }
    }

    private static @Nullable JsonNode decoded(JsonNode given) {
        try {
            return given.isTextual() ? JSON.readTree(given.textValue()) : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private boolean readText(JsonNode data, long receivedUs) {
        if (rule.textWhen() != null && !rule.textWhen().holds(data, values)) {
            return false;
        }
        var found = Pointers.find(data, rule.text());
        if (found == null || !found.isTextual()) {
            return false;
        }
        if (ended || error != null) {
            if (traced == null) {
                seen.add(AnomalyKind.AFTER_MARKER, -1, "a piece");
            }
        }
        var first = numbers == null || rule.index() == null || numbers.came(number(data, rule.index(), -1));
        take(found.textValue(), first, data, receivedUs);
        return true;
    }

    private void take(String piece, boolean first, JsonNode data, long receivedUs) {
        pieces++;
        var before = traced == null ? 0 : traced.tokensSeen();
        var added = rule.snapshot() ? addedBy(piece) : piece;
        if (keepsText && first) {
            text.append(added);
        }
        if (traced != null) {
            feed(traced, rule.snapshot(), piece, receivedUs);
            if (otherMode != null) {
                feed(otherMode, !rule.snapshot(), piece, receivedUs);
                piecesDiffer |= !piece.equals(lastPiece) && !lastPiece.isEmpty();
                lastPiece = piece;
            }
        } else if (first && !(rule.snapshot() && added.isEmpty())) {
            firstPieces++;
            listener.onToken(new Stamps(number(data, rule.due(), 0), number(data, rule.sent(), 0)), receivedUs);
        }
        listener.onPiece(added.isEmpty(), receivedUs);
        if (trace != null) {
            noteText(piece, before);
        }
    }

    private static void feed(TracedReader reader, boolean snapshot, String piece, long receivedUs) {
        if (snapshot) {
            reader.snapshot(piece, receivedUs);
        } else {
            reader.delta(piece, receivedUs);
        }
    }

    private void noteText(String piece, int before) {
        var found = traced == null ? "" : ": " + Math.max(0, traced.tokensSeen() - before) + " traced tokens";
        note("text at %s, %s of %d characters%s"
                .formatted(Pointers.shown(rule.text()), rule.snapshot() ? "snapshot" : "delta", piece.length(), found));
    }

    // How a snapshot goes on from the last one. Traced text judges by itself how they fit.
    private String addedBy(String snapshot) {
        var before = lastSnapshot;
        if (snapshot.startsWith(before)) {
            lastSnapshot = snapshot;
            return snapshot.substring(before.length());
        }
        if (traced == null) {
            if (before.startsWith(snapshot)) {
                seen.add(AnomalyKind.REORDERED, -1, "a snapshot is shorter than the one before");
                return "";
            }
            seen.add(AnomalyKind.ALTERED, -1, "a snapshot does not go on from the one before");
        }
        lastSnapshot = snapshot;
        text.setLength(0);
        return snapshot;
    }

    private static long number(JsonNode data, @Nullable JsonPointer pointer, long unlessGiven) {
        var found = pointer == null ? null : Pointers.find(data, pointer);
        return found == null || !found.isIntegralNumber() ? unlessGiven : found.longValue();
    }

    private void end(long receivedUs) {
        note("the end: " + rule.end());
        if (ended || error != null) {
            seen.add(AnomalyKind.AFTER_MARKER, -1, "a second end");
            return;
        }
        ended = true;
        listener.onEnd(true, receivedUs);
    }

    private void fail(String reason, long receivedUs) {
        note("an error: " + reason);
        if (!hasEnded()) {
            error = reason;
            listener.onEnd(false, receivedUs);
        }
    }

    @Override
    public void onToken(int index, String token, long sentUs, long receivedUs) {
        listener.onToken(new Stamps(0, sentUs), receivedUs);
    }

    @Override
    public void onEnd(int tokens, long receivedUs) {
        if (rule.end() == null && !hasEnded()) {
            note("the end of the traced text, of " + tokens + " tokens");
            ended = true;
            listener.onEnd(true, receivedUs);
        }
    }

    private void other(boolean ofAnotherAnswer, String why) {
        note("ignored: " + why);
        listener.onOther(ofAnotherAnswer);
    }

    private void note(String line) {
        if (trace != null) {
            trace.note(Trace.Kind.READ, line);
        }
    }

    // The first one that fits nothing is the best hint when an answer never ends.
    private void misfit(JsonNode data) {
        if (misfit == null && trace != null) {
            misfit = data;
        }
    }

    private String whyNot(JsonNode data) {
        var ofEnd = rule.end() == null ? "" : hint(data, rule.end());
        return rule.textWhen() != null && !rule.textWhen().holds(data, values)
                ? "neither text, as not " + rule.textWhen() + hint(data, rule.textWhen()) + ", nor " + endInWords()
                        + ofEnd
                : "nothing (as text) at " + Pointers.shown(rule.text()) + nearest(data, rule.text(), true) + ", nor "
                        + endInWords() + ofEnd;
    }

    private String endInWords() {
        return rule.end() == null ? "an end of traced text" : "the end, as not " + rule.end();
    }

    private static String nearest(JsonNode data, JsonPointer pointer, boolean text) {
        return Pointers.nearest(data, pointer, each -> !text || each.isTextual())
                .map(each -> " (nearest: " + each + ")")
                .orElse("");
    }

    // The value that is there instead, or the pointer to one that somebody may have meant.
    private static String hint(JsonNode data, Condition wrong) {
        var found = Pointers.find(data, wrong.pointer());
        return found == null
                ? nearest(data, wrong.pointer(), false)
                : " (there is " + OneLine.of(found.toString()) + ")";
    }

    /** What in the profile does not fit what came; null if nothing is known to be wrong. */
    public @Nullable String advice() {
        if (isOtherMode()) {
            return "publications.mode = %s fits, where %s does not."
                    .formatted(modeName(!rule.snapshot()), modeName(rule.snapshot()));
        }
        if (pieces > 0 && traced != null && traced.tokensSeen() == 0) {
            return "%d publications had a text, but none of it is traced. Does the backend send the user's question on as"
                            .formatted(pieces)
                    + " the last message to the emulator? question.traced = false does without the proof.";
        }
        if (misfit != null && (pieces == 0 || !hasEnded())) {
            return (pieces == 0 ? "publications.text finds nothing: " : "publications.end finds nothing: ")
                    + whyNot(misfit);
        }
        if (pieces == 0 && !hasEnded()) {
            return waiting.isEmpty()
                    ? "no publication came" + (channel.isEmpty() ? "." : " on the channel " + channel + ".")
                    : waiting.size() + " publications wait for " + rule.answer() + ", which the reply does not tell.";
        }
        return hasEnded() ? null : "no publication was the end: " + rule.end();
    }

    // Only a text that is perfect in the other mode: a fault of the backend must not pass for one of the
    // profile, nor the same piece twice for a snapshot.
    private boolean isOtherMode() {
        return traced != null
                && otherMode != null
                && piecesDiffer
                && !traced.judge().isEmpty()
                && otherMode.judge().isEmpty();
    }

    private static String modeName(boolean snapshot) {
        return snapshot ? "snapshot" : "delta";
    }

    @Override
    public void breakOff() {
        brokenOff = true;
    }

    @Override
    public boolean hasEnded() {
        return ended || error != null;
    }

    @Override
    public @Nullable String error() {
        return error;
    }

    @Override
    public int tokensSeen() {
        return traced == null ? firstPieces : traced.tokensSeen();
    }

    @Override
    public long lastOffset() {
        return offsetsOf(channel).last();
    }

    @Override
    public boolean isIncomplete() {
        return traced != null ? traced.isIncomplete() : numbers != null && numbers.isIncomplete();
    }

    /** True if publications had offsets, so that one that is missing shows. */
    public boolean hasOffsets() {
        return offsets.values().stream().anyMatch(ChannelOffsets::seen);
    }

    /** Something came on the socket that nobody can read. */
    public void unreadable(String detail) {
        seen.add(AnomalyKind.UNREADABLE, -1, detail);
    }

    /** All faults; none if the answer is complete and correct as far as it can be told. */
    public List<Anomaly> judge(ReplyFacts reply) {
        var all = seen.copy();
        if (traced != null) {
            judgeTraced(traced, all);
        }
        if (!hasEnded() && !brokenOff && !all.has(AnomalyKind.NO_MARKER)) {
            all.add(AnomalyKind.NO_MARKER, -1, pieces + " publications with text came");
        }
        if (all.list().isEmpty() && numbers != null) {
            numbers.judge().list().forEach(each -> add(each, all));
        }
        if (all.list().isEmpty()) {
            offsets.values().forEach(each -> each.judge(all));
        }
        if (all.list().isEmpty() && error == null && !brokenOff) {
            judgeReply(reply, all);
        }
        return all.list();
    }

    private void judgeTraced(TracedReader reader, Anomalies all) {
        if (brokenOff || error != null) {
            reader.breakOff();
        }
        var found = reader.judge();
        var untraced = pieces > 0
                && reader.tokensSeen() == 0
                && found.stream().allMatch(each -> each.kind() == AnomalyKind.NO_MARKER);
        if (untraced && !brokenOff && error == null) {
            all.add(AnomalyKind.UNREADABLE, -1, "the text is not traced");
        } else if (isOtherMode()) {
            all.add(AnomalyKind.UNREADABLE, -1, "the text comes as mode = " + modeName(!rule.snapshot()));
        } else {
            found.forEach(each -> add(each, all));
        }
    }

    private static void add(Anomaly each, Anomalies all) {
        all.add(each.kind(), each.index(), each.count(), each.detail());
    }

    private void judgeReply(ReplyFacts reply, Anomalies all) {
        var joined = text.toString();
        if (reply.text() != null && !reply.text().equals(joined)) {
            all.add(
                    AnomalyKind.HTTP_TEXT_DIFFERS,
                    -1,
                    "%d characters instead of %d".formatted(reply.text().length(), joined.length()));
        }
        if (reply.sha256() != null && !reply.sha256().equals(Sha256.of(joined))) {
            all.add(AnomalyKind.SHA256_DIFFERS, -1, "of the HTTP reply");
        }
        if (reply.tokens() != null && reply.tokens() != tokensSeen()) {
            all.add(AnomalyKind.COUNT_DIFFERS, -1, "HTTP reply says " + reply.tokens() + " of " + tokensSeen());
        }
    }
}
