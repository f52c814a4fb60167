package dev.llmemulator.standin;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thing that is due to happen later, until it is set anew or stopped. */
final class Alarm {
    private static final Logger LOG = LoggerFactory.getLogger(Alarm.class);

    private final ScheduledExecutorService timers;
    private @Nullable Future<?> pending;
    private boolean stopped;

    Alarm(ScheduledExecutorService timers) {
        this.timers = timers;
    }

    /** Sets the alarm in place of what was due before. */
    synchronized void set(Duration delay, Runnable task) {
        cancel();
        if (!stopped) {
            pending = timers.schedule(() -> guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /** Cancels what is due; the alarm cannot be set any more. */
    synchronized void stop() {
        stopped = true;
        cancel();
    }

    /** Cancels what is due; the alarm may be set again. */
    synchronized void cancel() {
        if (pending != null) {
            pending.cancel(false);
            pending = null;
        }
    }

    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            // The scheduler would swallow it.
            LOG.error("Timed task failed.", e);
        }
    }
}
