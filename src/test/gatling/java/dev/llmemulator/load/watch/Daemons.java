package dev.llmemulator.load.watch;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** Timers whose threads do not keep the process alive. */
public final class Daemons {
    private Daemons() {}

    public static ScheduledExecutorService timer(String name) {
        return Executors.newSingleThreadScheduledExecutor(task -> {
            var thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }
}
