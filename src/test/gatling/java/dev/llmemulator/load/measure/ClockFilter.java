package dev.llmemulator.load.measure;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Estimates the offset of a server's clock from the times in its replies, as NTP's clock filter does (RFC 5905, section 10).
 *
 * <p>A request leaves at a and its reply arrives at b by our clock; the server says that it is s by its own. It read its clock somewhere
 * between a and b, so the offset s - (a + b) / 2 cannot be wrong by more than (b - a) / 2, even if the two ways take different times.
 * The quickest of the last few replies is therefore the best. Its error grows with age: RFC 5905 assumes that two clocks drift apart by
 * up to 15 millionths.
 */
public final class ClockFilter {
    private static final int KEPT = 16;
    private static final double DRIFT = 15e-6;

    // The server truncates its time to microseconds, and so do we at both ends.
    private static final long RESOLUTION_US = 2;

    private final Deque<Sample> samples = new ArrayDeque<>();

    private record Sample(long askedUs, long repliedUs, long saidUs) {
        long offsetUs() {
            return saidUs - (askedUs + repliedUs) / 2;
        }

        long errorUs(long nowUs) {
            var ageUs = Math.max(0, nowUs - repliedUs);
            return (repliedUs - askedUs + 1) / 2 + RESOLUTION_US + (long) Math.ceil(ageUs * DRIFT);
        }
    }

    /** Adds a reply: when we asked and had the reply by our clock, and what the server said by its own. */
    public synchronized void add(long askedUs, long repliedUs, long saidUs) {
        samples.addLast(new Sample(askedUs, repliedUs, saidUs));
        if (samples.size() > KEPT) {
            samples.removeFirst();
        }
    }

    /** The best estimate at present; null before the first reply. */
    public synchronized @Nullable ClockOffset best(long nowUs) {
        ClockOffset best = null;
        for (Sample each : samples) {
            var errorUs = each.errorUs(nowUs);
            if (best == null || errorUs < best.errorUs()) {
                best = new ClockOffset(each.offsetUs(), errorUs);
            }
        }
        return best;
    }
}
