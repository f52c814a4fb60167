package dev.llmemulator.pacing;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long a due event may be held so that it goes out together with those that follow it.
 *
 * <p>A batch costs about the same whether it carries one token or thirty. On an idle machine holding a token only makes
 * it late. On a busy machine many small batches take the processor from the broker and the readers. The window is
 *
 * <pre>
 *   window = longest × max( (load − 0.5) / 0.3,  wait / (2 × longest) )        each part cut to 0 … 1
 * </pre>
 *
 * where {@code load} is how busy the processors are (0 … 1, smoothed over about a second) and {@code wait} is the time
 * that requests spend in queues, beyond the shortest round trip to their node. Larger batches lower both, so the window
 * settles. For a node that is far away, it is at least its round trip divided by the number of workers, so that a
 * worker is free for whatever falls due.
 *
 * <p>A fixed window is always as long as the longest, so that runs can be compared that load the machine differently.
 *
 * <p>Not safe for use by several threads.
 */
public final class BatchWindow {
    private static final double IDLE_LOAD = 0.5;
    private static final double BUSY_LOAD = 0.8;
    private static final long SAMPLE_EVERY_NS = Duration.ofMillis(250).toNanos();
    private static final double WEIGHT_OF_NEWEST = 0.2;

    private final long longestNs;
    private final boolean fixed;
    private final DoubleSupplier machineLoad;
    private double load;
    private long sampledNs;
    private boolean sampled;
    private long windowNs;

    private BatchWindow(Duration longest, boolean fixed, DoubleSupplier machineLoad) {
        this.longestNs = longest.toNanos();
        this.fixed = fixed;
        this.machineLoad = machineLoad;
        this.windowNs = fixed ? longestNs : 0;
    }

    /** A window that opens when the machine or a node is busy. */
    public static BatchWindow adapting(Duration longest) {
        return adapting(longest, BatchWindow::machineLoad);
    }

    /** @param machineLoad how busy the processors were since the last call, 0 to 1; negative when unknown */
    static BatchWindow adapting(Duration longest, DoubleSupplier machineLoad) {
        return new BatchWindow(longest, false, machineLoad);
    }

    /** A window that is always open, whatever the load. */
    public static BatchWindow fixed(Duration length) {
        return new BatchWindow(length, true, () -> 0);
    }

    private static double machineLoad() {
        return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                .getCpuLoad();
    }

    long ns() {
        return windowNs;
    }

    /**
     * Adapts to a request that has ended; requests to its node have to be {@code leastNs} apart to find a free worker.
     */
    void observe(long waitNs, long leastNs, long nowNs) {
        if (fixed) {
            return;
        }
        if (!sampled || nowNs - sampledNs >= SAMPLE_EVERY_NS) {
            load += (Math.max(0, machineLoad.getAsDouble()) - load) * WEIGHT_OF_NEWEST;
            sampledNs = nowNs;
            sampled = true;
        }
        var byLoad = longestNs * Math.min(1, Math.max(0, (load - IDLE_LOAD) / (BUSY_LOAD - IDLE_LOAD)));
        windowNs = Math.max(leastNs, Math.max((long) byLoad, Math.min(longestNs, waitNs / 2)));
    }
}
