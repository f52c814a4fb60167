package dev.llmemulator.bench.clients;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Proves the answers of one channel: offsets and indexes without a hole, and a marker that has the count and the SHA-256
 * of what came before it.
 */
final class AnswerProof {
    private final Arrivals arrivals;
    private final MessageDigest digest = sha256();
    private int tokens;
    private long offset;

    AnswerProof(Arrivals arrivals) {
        this.arrivals = arrivals;
    }

    void token(PublicationScan scan, long arrivedUs) {
        checkOffset(scan);
        if (scan.number() != tokens) {
            arrivals.violation("token " + place(scan.number(), tokens));
        }
        tokens = scan.number() + 1;
        scan.addTextTo(digest);
        arrivals.token(scan.dueUs(), scan.sentUs(), arrivedUs);
    }

    void marker(PublicationScan scan, long arrivedUs) {
        checkOffset(scan);
        var received = HexFormat.of().formatHex(digest.digest());
        var promised = scan.text();
        if (scan.number() != tokens) {
            arrivals.violation("marker of another count");
        } else if (!received.equals(promised)) {
            arrivals.violation("marker of another text");
        }
        tokens = 0;
        arrivals.answered(promised, arrivedUs);
    }

    private void checkOffset(PublicationScan scan) {
        if (scan.offset() != offset + 1) {
            arrivals.violation("offset " + place(scan.offset(), offset + 1));
        }
        offset = scan.offset();
    }

    private static String place(long actual, long expected) {
        return actual < expected ? "again" : "left out";
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
