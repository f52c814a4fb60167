package dev.llmemulator.centrifugo;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long a token that is due may be held, so that it goes out together with those that follow it.
 *
 * <p>A batch costs the same whether it carries one token or thirty. While the machine is idle that is nobody's loss, and
 * holding a token only makes it late; on a busy machine many tiny batches take the processor from Centrifugo, Redis and
 * the readers, and make every token late. So the hold is
 *
 * <pre>
 *   linger = longest × max( (load − 0.5) / 0.3,  wait / (2 × longest) )        each part cut to 0 … 1
 * </pre>
 *
 * where {@code load} is how busy the machine's processors are (0 … 1, smoothed over about a second) and {@code wait} is what a
 * request takes beyond the shortest round trip to its node lately, which is the time that it stands in queues. It is 0 on
 * an idle machine in front of an idle node, and {@code longest} on a machine that is 80 % busy, or when requests wait twice as
 * long as that. Both parts shrink when batches grow, and the load is smoothed
 * enough, so the law settles. In front of a node that is far away, it is at
 * least its round trip over the number of lanes, so that a lane is free for whatever falls due.
 *
 * <p>Knows no clock of its own. Not safe for use by several threads.
 */
final class Linger {
    private static final double IDLE_LOAD = 0.5;
    private static final double BUSY_LOAD = 0.8;
    private static final long SAMPLE_EVERY_NS = Duration.ofMillis(250).toNanos();
    private static final double WEIGHT_OF_NEWEST = 0.2;

    private final long longestNs;
    private final DoubleSupplier machineLoad;
    private double load;
    private long sampledNs;
    private boolean sampled;
    private long lingerNs;

    /** @param machineLoad how busy the processors were since it was last asked, 0 to 1; negative when that is unknown */
    Linger(Duration longest, DoubleSupplier machineLoad) {
        this.longestNs = longest.toNanos();
        this.machineLoad = machineLoad;
    }

    /** Nanoseconds that a token may be held past its due time. */
    long ns() {
        return lingerNs;
    }

    /**
     * A request has ended.
     *
     * @param waitNs how long requests to its node stand in queues
     * @param leastNs how far apart requests have to be, so that the lanes suffice for those that are under way at once
     */
    void observe(long waitNs, long leastNs, long nowNs) {
        if (!sampled || nowNs - sampledNs >= SAMPLE_EVERY_NS) {
            load += (Math.max(0, machineLoad.getAsDouble()) - load) * WEIGHT_OF_NEWEST;
            sampledNs = nowNs;
            sampled = true;
        }
        var byLoad = longestNs * Math.min(1, Math.max(0, (load - IDLE_LOAD) / (BUSY_LOAD - IDLE_LOAD)));
        lingerNs = Math.max(leastNs, Math.max((long) byLoad, Math.min(longestNs, waitNs / 2)));
    }
}
