package dev.llmemulator.load.outlets;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** When a page was scraped, and until when its scraper can be expected once more. */
final class Scrapes {
    private static final long LONGEST_WAIT_NS = TimeUnit.SECONDS.toNanos(30);

    private final LongSupplier clockNs;
    private long count;
    private long latestNs;
    private long intervalNs;
    private long countAtEnd = Long.MAX_VALUE;

    Scrapes(LongSupplier clockNs) {
        this.clockNs = clockNs;
    }

    synchronized void scraped() {
        var nowNs = clockNs.getAsLong();
        intervalNs = count == 0 ? 0 : nowNs - latestNs;
        latestNs = nowNs;
        count++;
        notifyAll();
    }

    /** From now on the page has its last state. */
    synchronized void ended() {
        countAtEnd = count;
    }

    /**
     * How long to wait for a scrape of the last state: until twice the time between the latest two scrapes is over. 0 if
     * the last state has been scraped, or nobody scrapes.
     */
    synchronized long waitMs() {
        if (count < 2 || count > countAtEnd) {
            return 0;
        }
        var leftNs = latestNs + 2 * intervalNs - clockNs.getAsLong();
        return Math.max(0, TimeUnit.NANOSECONDS.toMillis(Math.min(leftNs, LONGEST_WAIT_NS)));
    }

    /** Waits so long, or until the last state is scraped. */
    synchronized void await(long ms) throws InterruptedException {
        var endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ms);
        for (var leftMs = ms; leftMs > 0 && count <= countAtEnd; ) {
            wait(leftMs);
            leftMs = TimeUnit.NANOSECONDS.toMillis(endNs - System.nanoTime());
        }
    }
}
