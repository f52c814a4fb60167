package dev.llmemulator.load.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Ends this process when what it lives for has ended. */
final class ProcessWatch {
    private static final long LOOK_AGAIN_MS = 1000;
    private static final int INTERRUPTED_STATUS = 130;

    private ProcessWatch() {}

    /** Exits when a thread has ended. */
    static void exitWith(Thread watched, int status) {
        startDaemon("crash watch", () -> {
            watched.join();
            Runtime.getRuntime().exit(status);
        });
    }

    /**
     * Exits when Maven, which started this process, is gone. Ctrl-C in a terminal reaches both, but whoever kills Maven
     * alone would leave this process behind. A parent that is no JVM may end when it likes: a shell that started the
     * run in the background does.
     */
    static void exitWithMaven() {
        ProcessHandle.current()
                .parent()
                .filter(parent -> parent.info()
                        .command()
                        .map(command -> Files.isExecutable(Path.of(command)) && command.endsWith("java"))
                        .orElse(false))
                .ifPresent(maven -> startDaemon("maven watch", () -> exitOnceGone(maven)));
    }

    // The JVM reads from a file whether a process lives. Without a file to open, it takes every process for dead. So
    // the
    // parent counts as gone only if this process has another one, which is read from a file, too.
    private static void exitOnceGone(ProcessHandle maven) throws InterruptedException {
        maven.onExit().join();
        while (ProcessHandle.current()
                .parent()
                .map(parent -> parent.pid() == maven.pid())
                .orElse(true)) {
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MS);
        }
        Runtime.getRuntime().exit(INTERRUPTED_STATUS);
    }

    /** Something that waits. */
    private interface Watch {
        void run() throws InterruptedException;
    }

    private static void startDaemon(String name, Watch watch) {
        var thread = new Thread(
                () -> {
                    try {
                        watch.run();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }
}
