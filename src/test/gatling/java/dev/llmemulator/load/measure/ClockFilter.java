package dev.llmemulator.load.measure;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The offset of one server's clock, from what it said the time was when it was asked.
 *
 * <p>Asked at a and answered at b by our clock, the server read its own at some moment between: it said s. Were that halfway, the offset
 * would be s - (a + b) / 2; it cannot be wrong by more than (b - a) / 2, however unlike the way there and the way back are. So the
 * quickest reply is the best, and of the last few it is taken (the clock filter of NTP, RFC 5905, section 10). What is known grows old: two
 * clocks that run apart by 15 millionths, as RFC 5905 takes for granted, are known by so much less every second.
 */
public final class ClockFilter {
    private static final int KEPT = 16;
    private static final double DRIFT = 15e-6;

    // The server cuts its time to microseconds, and so do we at both ends.
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

    /** Takes a reply: asked and replied by our clock, said by the server's. */
    public synchronized void add(long askedUs, long repliedUs, long saidUs) {
        samples.addLast(new Sample(askedUs, repliedUs, saidUs));
        if (samples.size() > KEPT) {
            samples.removeFirst();
        }
    }

    /** The offset that is known best at present; null before the first reply. */
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
