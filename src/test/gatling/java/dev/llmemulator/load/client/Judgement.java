package dev.llmemulator.load.client;

import dev.llmemulator.load.client.StreamRecord.Marker;
import org.jspecify.annotations.Nullable;

/**
 * Judges a stream after its end: are all tokens there, and do tokens, marker and HTTP reply agree on the text?
 *
 * <p>Any of the three can be wrong. Two that agree are believed; two against two, the side of the marker is.
 *
 * @param came one more than the highest index that came before the marker
 */
record Judgement(
        TokenTexts tokens,
        int came,
        @Nullable Marker marker,
        @Nullable HttpReply reply,
        Anomalies all) {
    private static final int UNSAID = -1;

    /** Names the faults and returns how many tokens there should be. */
    int judge() {
        var count = trueCount();
        checkCounts(count);
        var lost = tokens.absent(0, count);
        if (lost > 0) {
            all.add(AnomalyKind.LOST, tokens.firstAbsent(count), lost, "");
            checkPartialText(count);
        } else {
            checkWholeText(count);
        }
        return count;
    }

    // A whole text tells it; else marker and reply do, and if these contradict each other, the higher one unless
    // nothing is lost.
    private int trueCount() {
        for (int count : new int[] {tokens.end(), came}) {
            if (isSaidText(count)) {
                return count;
            }
        }
        var markers = marker == null ? UNSAID : bounded(marker.tokens());
        int replys = reply == null ? UNSAID : bounded(reply.tokens());
        if (marker != null && reply != null && markers != replys && !someAreLost(reply.text())) {
            return came;
        }
        var said = Math.max(markers, replys);
        return said == UNSAID ? came : said;
    }

    private boolean isSaidText(int count) {
        if (tokens.absent(0, count) > 0) {
            return false;
        }
        var joined = tokens.joined(count);
        return (reply != null && reply.text().equals(joined)) || isMarkersHash(Sha256.of(joined));
    }

    private boolean someAreLost(String text) {
        return tokens.absent(0, came) > 0 || text.startsWith(tokens.joined(came));
    }

    private static int bounded(int count) {
        return Math.max(0, Math.min(count, StreamRecord.MOST_TOKENS));
    }

    private void checkCounts(int count) {
        if (marker != null && marker.tokens() != count) {
            all.add(AnomalyKind.COUNT_DIFFERS, -1, "marker says " + marker.tokens() + " of " + count);
        }
        if (reply != null && reply.tokens() != count) {
            all.add(AnomalyKind.COUNT_DIFFERS, -1, "HTTP reply says " + reply.tokens() + " of " + count);
        }
        if (came > count) {
            all.add(AnomalyKind.COUNT_DIFFERS, count, came + " came of " + count);
        }
    }

    private void checkWholeText(int count) {
        var joined = tokens.joined(count);
        var joinedHash = Sha256.of(joined);
        if (reply == null) {
            if (marker != null && !isMarkersHash(joinedHash)) {
                addAltered(-1, "the marker's sha256 is of another text");
            }
            return;
        }
        if (reply.text().equals(joined)) {
            checkHashes(reply, joinedHash, joinedHash);
            return;
        }
        var replyHash = Sha256.of(reply.text());
        var differing = tokens.firstDifferingFrom(reply.text(), count);
        var replyConfirmed = isConfirmed(reply, replyHash);
        if (isMarkersHash(joinedHash) || (reply.sha256().equals(joinedHash) && !replyConfirmed)) {
            all.add(AnomalyKind.HTTP_TEXT_DIFFERS, differing, "");
            checkHashes(reply, joinedHash, replyHash);
        } else {
            addAltered(differing, "");
            if (replyConfirmed) {
                checkHashes(reply, replyHash, replyHash);
            } else {
                all.add(AnomalyKind.HTTP_TEXT_DIFFERS, -1, "its sha256 is of another text too");
            }
        }
    }

    private void checkPartialText(int count) {
        if (reply == null) {
            return;
        }
        var replyHash = Sha256.of(reply.text());
        var misfit = tokens.firstRunNotIn(reply.text(), count);
        if (!isConfirmed(reply, replyHash)) {
            all.add(AnomalyKind.HTTP_TEXT_DIFFERS, misfit, "");
            return;
        }
        if (misfit >= 0) {
            addAltered(misfit, "in the tokens from there to the next lost one");
        }
        checkHashes(reply, replyHash, replyHash);
    }

    // A token that came with two texts is known to be altered already.
    private void addAltered(int index, String detail) {
        if (!all.has(AnomalyKind.ALTERED)) {
            all.add(AnomalyKind.ALTERED, index, detail);
        }
    }

    /** @param own what the reply's hash may be as well */
    private void checkHashes(HttpReply given, String right, String own) {
        if (marker != null && !isMarkersHash(right)) {
            all.add(AnomalyKind.SHA256_DIFFERS, -1, "of the marker");
        }
        if (!given.sha256().equals(right) && !given.sha256().equals(own)) {
            all.add(AnomalyKind.SHA256_DIFFERS, -1, "of the HTTP reply");
        }
    }

    private boolean isConfirmed(HttpReply given, String hashOfText) {
        return isMarkersHash(hashOfText) || given.sha256().equals(hashOfText);
    }

    private boolean isMarkersHash(String hash) {
        return marker != null && marker.sha256().equals(hash);
    }
}
