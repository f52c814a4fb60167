package dev.llmemulator.load.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class GcWatchTest {
    private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(10);

    @Test
    void pauses_collectionOfGarbage_isHeardOf() {
        var watch = new GcWatch();
        watch.start();
        System.gc();
        var startNs = System.nanoTime();
        while (watch.pauses().count() == 0 && System.nanoTime() - startNs < LIMIT_NS) {
            Thread.onSpinWait();
        }
        watch.end();
        var heard = watch.pauses();
        assertThat(heard.count()).isPositive();
        assertThat(heard.longestMs()).isPositive();
    }

    @Test
    void and_pauses_addsThemUpAndKeepsTheLongest() {
        assertThat(GcPauses.NONE.and(20).and(500).and(30)).isEqualTo(new GcPauses(3, 0.55, 500));
    }
}
