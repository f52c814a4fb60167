package dev.llmemulator.standin;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A task that runs once after a delay, unless the alarm is set anew, cancelled or stopped before. */
final class Alarm {
    private static final Logger LOG = LoggerFactory.getLogger(Alarm.class);

    private final Scheduler timers;
    private Scheduler.@Nullable Task pending;
    private boolean stopped;

    Alarm(Scheduler timers) {
        this.timers = timers;
    }

    synchronized void set(Duration delay, Runnable task) {
        cancel();
        if (!stopped) {
            pending = timers.schedule(() -> guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /** Cancels the task; the alarm cannot be set again. */
    synchronized void stop() {
        stopped = true;
        cancel();
    }

    /** Cancels the task; the alarm may be set again. */
    synchronized void cancel() {
        if (pending != null) {
            pending.cancel();
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
