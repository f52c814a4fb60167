package dev.llmemulator.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The fixed window; {@link DispatcherTest} simulates the other one. */
class BatchWindowTest {
    private static final Duration LENGTH = Duration.ofMillis(5);

    private static void observeMuch(BatchWindow window) {
        for (var second = 0; second < 10; second++) {
            window.observe(LENGTH.toNanos() * second, LENGTH.toNanos() / 2, TimeUnit.SECONDS.toNanos(second));
        }
    }

    @Test
    void fixed_fromTheStartAndUnderAnyLoad_isAsLong() {
        var window = BatchWindow.fixed(LENGTH);
        assertThat(window.ns()).isEqualTo(LENGTH.toNanos());

        observeMuch(window);

        assertThat(window.ns()).isEqualTo(LENGTH.toNanos());
    }

    @Test
    void adapting_onAnIdleMachineAndThenABusyOne_opens() {
        var window = BatchWindow.adapting(LENGTH, () -> 1);
        assertThat(window.ns()).isZero();

        observeMuch(window);

        assertThat(window.ns()).isEqualTo(LENGTH.toNanos());
    }
}
