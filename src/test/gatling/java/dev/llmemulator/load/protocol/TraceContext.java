package dev.llmemulator.load.protocol;

import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * What a question says of its trace, as W3C Trace Context has it.
 *
 * @param sampled whether servers are asked to keep the trace
 */
record TraceContext(String traceId, String parentId, boolean sampled) {
    static final String HEADER = "traceparent";

    /** A context of its own, sampled in a share of all cases; null if there is no share, for which servers decide. */
    static @Nullable TraceContext of(@Nullable Double share) {
        if (share == null) {
            return null;
        }
        var random = ThreadLocalRandom.current();
        return new TraceContext(
                hex(random.nextLong()) + hex(notZero(random)), hex(notZero(random)), random.nextDouble() < share);
    }

    /** Ids of nothing but zeros mean that there is none. */
    private static long notZero(ThreadLocalRandom random) {
        return random.nextLong() | 1;
    }

    private static String hex(long bits) {
        return String.format(Locale.ROOT, "%016x", bits);
    }

    String header() {
        return "00-" + traceId + "-" + parentId + (sampled ? "-01" : "-00");
    }
}
