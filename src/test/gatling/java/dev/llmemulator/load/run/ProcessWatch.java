package dev.llmemulator.load.run;

import dev.llmemulator.load.watch.Daemons;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Ends this process when what it lives for has ended. */
final class ProcessWatch {
    private static final int INTERRUPTED_STATUS = 130;

    private ProcessWatch() {}

    /** Exits when a thread has ended. */
    static void exitWith(Thread watched, int status) {
        everySecond("crash watch", () -> {
            if (!watched.isAlive()) {
                Runtime.getRuntime().exit(status);
            }
        });
    }

    /**
     * Exits when Maven, which started this process, is gone. Ctrl-C in a terminal reaches both, but whoever kills Maven
     * alone would leave this process behind. A parent that is no JVM may end when it likes: a shell that started the
     * run in the background does.
     *
     * <p>Maven is gone if this process has another parent. Whether Maven lives is not asked: the JVM reads that from a
     * file, and without a file to open it takes every process for dead.
     */
    static void exitWithMaven() {
        ProcessHandle.current()
                .parent()
                .filter(parent -> parent.info()
                        .command()
                        .map(command -> Files.isExecutable(Path.of(command)) && command.endsWith("java"))
                        .orElse(false))
                .ifPresent(maven -> everySecond("maven watch", () -> {
                    var parent = ProcessHandle.current().parent();
                    if (parent.isPresent() && parent.get().pid() != maven.pid()) {
                        Runtime.getRuntime().exit(INTERRUPTED_STATUS);
                    }
                }));
    }

    private static void everySecond(String name, Runnable look) {
        var unused = Daemons.timer(name).scheduleWithFixedDelay(look, 1, 1, TimeUnit.SECONDS);
    }
}
