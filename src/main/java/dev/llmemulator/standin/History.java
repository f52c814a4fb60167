package dev.llmemulator.standin;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The kept publications of one channel. Offsets have no gaps, so an entry is found by its distance from the top. Not
 * thread-safe: the channel guards it.
 */
final class History {
    private static final SecureRandom RANDOM = new SecureRandom();

    /** One publication; its offset is 0 when it is not kept, and its epoch empty where a push need not tell it. */
    record Entry(@JsonRawValue String data, long offset, String epoch) {}

    /** A place in a channel's stream; an empty epoch stands for any. */
    record Position(String epoch, long offset) {
        /** The position of a publication that is not kept. */
        static final Position NONE = new Position("", 0);

        Position {
            if (offset < 0) {
                throw new IllegalArgumentException("an offset is negative");
            }
        }
    }

    private final ServerLimits limits;
    private final String epoch = newEpoch();
    private final List<Entry> entries = new ArrayList<>();
    private long top;
    private long version;
    private String versionEpoch = "";
    private long expiresMs = Long.MAX_VALUE;

    History(ServerLimits limits) {
        this.limits = limits;
    }

    /** The position of the newest publication ever, kept or not. */
    Position top() {
        return new Position(epoch, top);
    }

    /** Whether a publication of this version or a later one is here already. */
    boolean hasSeen(long candidate, String candidateEpoch) {
        return candidate > 0
                && candidate <= version
                && (candidateEpoch.isEmpty() || candidateEpoch.equals(versionEpoch));
    }

    /** Keeps a publication and renews the life of all; its version, if it has one, becomes the channel's. */
    Entry add(String data, long newVersion, String newVersionEpoch, long nowMs) {
        expiresMs = nowMs + limits.historyTtl().toMillis();
        var entry = new Entry(data, ++top, "");
        entries.add(entry);
        if (entries.size() >= 2L * limits.historySize()) {
            // Rarely and many at once, because each time all that stay are moved.
            entries.subList(0, entries.size() - limits.historySize()).clear();
        }
        if (newVersion > 0) {
            version = newVersion;
            versionEpoch = newVersionEpoch;
        }
        return entry;
    }

    /** Forgets all publications once the newest is too old; epoch, top and version stay. */
    void expire(long nowMs) {
        if (nowMs >= expiresMs) {
            entries.clear();
            expiresMs = Long.MAX_VALUE;
        }
    }

    /**
     * The kept publications beyond a position, or before it in reverse order; null and a negative limit ask for all.
     * Forward from a position that is no longer kept starts at the oldest one kept. In reverse from such a position
     * there is nothing, and from one beyond the top it starts at the top.
     */
    List<Entry> read(@Nullable Position since, int limit, boolean reverse) {
        var kept = entries.subList(Math.max(0, entries.size() - limits.historySize()), entries.size());
        var from = 0;
        var to = kept.size();
        if (since != null) {
            var before = since.offset() - (top - kept.size() + 1);
            if (reverse) {
                to = within(before, kept.size());
            } else {
                from = within(before + 1, kept.size());
            }
        }
        var count = limit < 0 ? to - from : Math.min(limit, to - from);
        var found = new ArrayList<>(reverse ? kept.subList(to - count, to) : kept.subList(from, from + count));
        if (reverse) {
            Collections.reverse(found);
        }
        return found;
    }

    /** Whether what {@link #read} found beyond the offset reaches the top without a hole. */
    boolean reachesTop(long sinceOffset, List<Entry> found) {
        if (found.isEmpty()) {
            return sinceOffset == top;
        }
        return found.get(0).offset() - 1 == sinceOffset
                && found.get(found.size() - 1).offset() == top;
    }

    boolean isOfEpoch(String candidate) {
        return candidate.isEmpty() || candidate.equals(epoch);
    }

    private static int within(long index, int size) {
        return (int) Math.max(0, Math.min(index, size));
    }

    private static String newEpoch() {
        return RANDOM.ints(8, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
