package dev.llmemulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for what other threads and processes do. */
public final class Waiting {
    private Waiting() {}

    /** Waits for ten seconds at most. */
    public static void until(String label, BooleanSupplier condition) {
        until(label, Duration.ofSeconds(10), condition);
    }

    /** Returns once the condition holds; fails when it does not hold in time. */
    public static void until(String label, Duration limit, BooleanSupplier condition) {
        var startNs = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(Duration.ofNanos(System.nanoTime() - startNs)).as(label).isLessThan(limit);
            try {
                TimeUnit.MILLISECONDS.sleep(5);
            } catch (InterruptedException e) {
                throw new AssertionError(label, e);
            }
        }
    }
}
