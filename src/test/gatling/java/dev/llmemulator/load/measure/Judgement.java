package dev.llmemulator.load.measure;

import org.jspecify.annotations.Nullable;

/** The judgement of a whole stream: are all tokens there, and do tokens, marker and HTTP reply tell the same text? */
final class Judgement {

    private final TokenTexts tokens;
    private final int seenEnd;
    private final @Nullable Marker marker;
    private final @Nullable HttpReply reply;
    private final Anomalies all;

    /** @param seenEnd one more than the highest index that came */
    Judgement(TokenTexts tokens, int seenEnd, @Nullable Marker marker, @Nullable HttpReply reply, Anomalies all) {
        this.tokens = tokens;
        this.seenEnd = seenEnd;
        this.marker = marker;
        this.reply = reply;
        this.all = all;
    }

    void complete() {
        String joined = tokens.joined();
        String joinedHash = StreamRecord.sha256(joined);
        boolean noHole = tokens.absentBelow(seenEnd) == 0;
        boolean whole = noHole
                && (isMarkersHash(joinedHash) || (reply != null && reply.text().equals(joined)));
        int promised = promisedCount();
        if (whole) {
            checkCounts(seenEnd);
        } else {
            checkLost(Math.max(promised, seenEnd));
            if (promised < seenEnd && promised >= 0) {
                all.add(AnomalyKind.COUNT_DIFFERS, promised, promised + " said, " + seenEnd + " came");
            }
        }
        if (all.has(AnomalyKind.LOST)) {
            checkPartialText(Math.max(promised, seenEnd));
        } else {
            checkWholeText(joined, joinedHash);
        }
    }

    private int promisedCount() {
        if (marker != null) {
            return bounded(marker.tokens());
        }
        return reply != null ? bounded(reply.tokens()) : -1;
    }

    private static int bounded(int count) {
        return Math.min(count, StreamRecord.MOST_TOKENS);
    }

    private void checkCounts(int count) {
        if (marker != null && marker.tokens() != count) {
            all.add(AnomalyKind.COUNT_DIFFERS, -1, "marker says " + marker.tokens() + " of " + count);
        }
        if (reply != null && reply.tokens() != count) {
            all.add(AnomalyKind.COUNT_DIFFERS, -1, "HTTP reply says " + reply.tokens() + " of " + count);
        }
    }

    private void checkLost(int end) {
        int lost = tokens.absentBelow(end);
        if (lost > 0) {
            all.add(AnomalyKind.LOST, tokens.firstAbsentBelow(end), lost, "");
        }
    }

    private void checkWholeText(String joined, String joinedHash) {
        if (reply == null) {
            if (marker != null && !isMarkersHash(joinedHash)) {
                all.add(AnomalyKind.ALTERED, -1, "the marker's sha256 is of another text");
            }
            return;
        }
        String replyHash = StreamRecord.sha256(reply.text());
        if (reply.text().equals(joined)) {
            checkHashes(joinedHash);
        } else if (isMarkersHash(joinedHash)
                || (marker == null && reply.sha256().equals(joinedHash))) {
            all.add(AnomalyKind.HTTP_TEXT_DIFFERS, tokens.firstDifferingFrom(reply.text()), "");
            if (!reply.sha256().equals(joinedHash) && !reply.sha256().equals(replyHash)) {
                all.add(AnomalyKind.SHA256_DIFFERS, -1, "of the HTTP reply");
            }
        } else if (isMarkersHash(replyHash) || reply.sha256().equals(replyHash)) {
            all.add(AnomalyKind.ALTERED, tokens.firstDifferingFrom(reply.text()), "");
            checkHashes(replyHash);
        } else if (reply.sha256().equals(joinedHash)) {
            all.add(AnomalyKind.HTTP_TEXT_DIFFERS, tokens.firstDifferingFrom(reply.text()), "");
            checkHashes(joinedHash);
        } else {
            all.add(AnomalyKind.ALTERED, tokens.firstDifferingFrom(reply.text()), "");
            all.add(AnomalyKind.HTTP_TEXT_DIFFERS, -1, "its sha256 is of another text too");
        }
    }

    private void checkPartialText(int end) {
        if (reply == null) {
            return;
        }
        String replyHash = StreamRecord.sha256(reply.text());
        int misfit = tokens.firstRunNotIn(reply.text(), end);
        if (misfit < 0) {
            checkHashes(replyHash);
        } else if (isMarkersHash(replyHash) || reply.sha256().equals(replyHash)) {
            all.add(AnomalyKind.ALTERED, misfit, "in the tokens from there to the next lost one");
        } else {
            all.add(AnomalyKind.HTTP_TEXT_DIFFERS, misfit, "");
        }
    }

    private void checkHashes(String right) {
        if (marker != null && !marker.sha256().equals(right)) {
            all.add(AnomalyKind.SHA256_DIFFERS, -1, "of the marker");
        }
        if (reply != null && !reply.sha256().equals(right)) {
            all.add(AnomalyKind.SHA256_DIFFERS, -1, "of the HTTP reply");
        }
    }

    private boolean isMarkersHash(String hash) {
        return marker != null && marker.sha256().equals(hash);
    }
}
