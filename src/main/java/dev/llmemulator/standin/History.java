package dev.llmemulator.standin;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * The kept publications of one channel, and the position of its newest one.
 *
 * <p>A ring that grows up to the configured size and then forgets its oldest. Offsets are dense, so a publication is found by
 * its distance from the top. Not safe for threads: the channel guards it.
 */
final class History {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int FIRST_CAPACITY = 16;

    private final HistoryLimits limits;
    private final String epoch = newEpoch();
    private Publication[] ring;
    private int oldest;
    private int kept;
    private long top;
    private long version;
    private String versionEpoch = "";
    private long expiresMs = Long.MAX_VALUE;

    History(HistoryLimits limits) {
        this.limits = limits;
        this.ring = new Publication[Math.min(FIRST_CAPACITY, limits.size())];
    }

    /** The position of the newest publication ever, kept or not. */
    Position top() {
        return new Position(epoch, top);
    }

    /** Whether a publication of this version has been seen already and has to be dropped. */
    boolean hasSeen(long candidate, String candidateEpoch) {
        return candidate > 0
                && candidate <= version
                && (candidateEpoch.isEmpty() || candidateEpoch.equals(versionEpoch));
    }

    /** Keeps the publication and renews the life of all; its version, where it has one, becomes the channel's. */
    Publication add(String data, long newVersion, String newVersionEpoch, long nowMs) {
        expiresMs = nowMs + limits.ttl().toMillis();
        Publication publication = new Publication(data, ++top);
        if (kept == limits.size()) {
            ring[oldest] = publication;
            oldest = (oldest + 1) % ring.length;
        } else {
            if (kept == ring.length) {
                grow();
            }
            ring[(oldest + kept++) % ring.length] = publication;
        }
        if (newVersion > 0) {
            version = newVersion;
            versionEpoch = newVersionEpoch;
        }
        return publication;
    }

    /** Forgets all publications once the newest is older than the limit; epoch, top and version stay. */
    void expire(long nowMs) {
        if (nowMs >= expiresMs) {
            ring = new Publication[Math.min(FIRST_CAPACITY, limits.size())];
            oldest = 0;
            kept = 0;
            expiresMs = Long.MAX_VALUE;
        }
    }

    /**
     * Publications in the order asked for: all kept ones, or those beyond the given offset.
     *
     * <p>Forward from an offset that is no longer kept begins at the oldest kept; backward from such an offset is empty,
     * and from one beyond the top begins at the top.
     *
     * @param limit how many at most; negative for all
     */
    List<Publication> read(long sinceOffset, boolean since, int limit, boolean reverse) {
        long first = top - kept + 1;
        long from = reverse ? top : first;
        if (since) {
            from = reverse ? Math.min(sinceOffset - 1, top) : Math.max(Math.min(sinceOffset, top) + 1, first);
        }
        if (kept == 0 || from < first || from > top) {
            return List.of();
        }
        long available = reverse ? from - first + 1 : top - from + 1;
        int count = (int) (limit < 0 ? available : Math.min(limit, available));
        List<Publication> found = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            found.add(at(reverse ? from - i : from + i));
        }
        return found;
    }

    /** Whether what {@link #read} found beyond the offset reaches the top without a hole. */
    boolean reachesTop(long sinceOffset, List<Publication> found) {
        if (found.isEmpty()) {
            return sinceOffset == top;
        }
        return found.get(0).offset() - 1 == sinceOffset
                && found.get(found.size() - 1).offset() == top;
    }

    boolean isOfEpoch(String candidate) {
        return candidate.isEmpty() || candidate.equals(epoch);
    }

    private Publication at(long offset) {
        long first = top - kept + 1;
        return ring[(int) ((oldest + offset - first) % ring.length)];
    }

    private void grow() {
        Publication[] larger = new Publication[Math.min(ring.length * 2, limits.size())];
        for (int i = 0; i < kept; i++) {
            larger[i] = ring[(oldest + i) % ring.length];
        }
        ring = larger;
        oldest = 0;
    }

    private static String newEpoch() {
        StringBuilder letters = new StringBuilder(8);
        RANDOM.ints(8, 'a', 'z' + 1).forEach(letter -> letters.append((char) letter));
        return letters.toString();
    }
}
