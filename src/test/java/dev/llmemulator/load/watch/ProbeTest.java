package dev.llmemulator.load.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProbeTest {
    private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(10);

    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void stop() {
        release.countDown();
        executor.shutdownNow();
    }

    @Test
    void addTo_threadThatIsHeldUp_hasTheRunsThatAreStillWaitedFor() {
        executor.execute(() -> {
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertThat(counted(Probe.on(executor), 3)).isGreaterThanOrEqualTo(3);
    }

    @Test
    void addTo_threadThatIsShutDown_countsNoLonger() {
        executor.shutdownNow();
        Probe probe = Probe.on(executor);
        assertThat(counted(probe, 0)).isZero();
    }

    /** Waits until so many runs are counted, or for too long. */
    private static long counted(Probe probe, long enough) {
        var startNs = System.nanoTime();
        long counted;
        do {
            var sum = new Histogram(3);
            probe.addTo(sum);
            counted = sum.getTotalCount();
        } while (counted < enough && System.nanoTime() - startNs < LIMIT_NS);
        return counted;
    }
}
