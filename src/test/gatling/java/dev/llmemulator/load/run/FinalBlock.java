package dev.llmemulator.load.run;

import dev.llmemulator.load.report.Summary;
import dev.llmemulator.load.report.SummaryFile;
import dev.llmemulator.load.report.SummaryText;
import dev.llmemulator.load.report.Verdict;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Writes the files {@code summary.*} and prints the summary as the very last thing of the process, however it comes to its end.
 *
 * <p>Gatling makes its report after a simulation's {@code after()}, so the only later place is a shutdown hook. The JVM also comes here
 * on a signal, with the run still going: then the hook stops the engine, and the thread that runs Gatling goes on to make its report
 * and to exit, where it blocks, because an exit is already under way. That is how the hook knows that the report is done. An invalid
 * run ends the same way: its own exit comes before Gatling's, which knows no such code.
 */
final class FinalBlock {
    private static final long LONGEST_REPORT_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long LOOK_EVERY_MS = 20;
    private static final long LOOK_AGAIN_MS = 1000;
    private static final int CRASHED_STATUS = 1;
    private static final int INVALID_STATUS = 3;
    private static final int INTERRUPTED_STATUS = 130;

    private final LoadRun run;
    private final Thread gatling;
    private final PrintStream out;
    private final CountDownLatch begun = new CountDownLatch(1);

    private FinalBlock(LoadRun run, Thread gatling, PrintStream out) {
        this.run = run;
        this.gatling = gatling;
        this.out = out;
    }

    /**
     * Arranges for the block.
     *
     * @param gatling the thread on which Gatling runs, makes its report and exits
     */
    static FinalBlock printAtExitOf(LoadRun run, Thread gatling) {
        var block = new FinalBlock(run, gatling, System.out);
        Runtime.getRuntime().addShutdownHook(new Thread(block::write, "final block"));
        exitWithMaven();
        exitWith(gatling);
        return block;
    }

    /** Ends the process as one whose run is invalid, as soon as Gatling has made its report; returns when nothing else can end it. */
    void exitAsInvalid() {
        var exit = new Thread(() -> Runtime.getRuntime().exit(INVALID_STATUS), "invalid exit");
        exit.setDaemon(true);
        exit.start();
        try {
            begun.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write() {
        begun.countDown();
        var complete = run.isComplete();
        var exiting = isExiting();
        Verdict.Ending ending = complete
                ? Verdict.Ending.COMPLETE
                : exiting || !gatling.isAlive() ? Verdict.Ending.CRASHED : Verdict.Ending.INTERRUPTED;
        if (ending == Verdict.Ending.INTERRUPTED) {
            out.println("Stopping, and making a report of what was measured.");
            if (run.stop()) {
                awaitReport(LONGEST_REPORT_NS);
            }
        } else if (run.isInvalid()) {
            // Gatling's thread ends or exits in any case, and a complete run is worth its report.
            awaitReport(Long.MAX_VALUE);
        }
        var summary = run.summary(ending);
        var written = writeFiles(summary);
        out.print(SummaryText.of(summary));
        out.flush();
        if (ending == Verdict.Ending.COMPLETE && !written) {
            // Gatling's exit is under way, with a status that says nothing of files, and this alone can change that.
            Runtime.getRuntime().halt(CRASHED_STATUS);
        }
    }

    /** False if one of them could not be written; the others are there all the same. */
    private boolean writeFiles(Summary summary) {
        var folder = summary.folder();
        var written = true;
        if (folder != null) {
            for (SummaryFile file : SummaryFile.values()) {
                written &= write(file, summary, folder);
            }
        }
        return written;
    }

    // Whatever is wrong with a file, the verdict is still to be told.
    private boolean write(SummaryFile file, Summary summary, Path folder) {
        try {
            file.write(summary, folder);
            return true;
        } catch (IOException | RuntimeException e) {
            out.println("A file of the summary could not be written. [folder=" + folder + ", error=" + e + "]");
            return false;
        }
    }

    private void awaitReport(long longestNs) {
        var startNs = System.nanoTime();
        try {
            while (gatling.isAlive() && !isExiting() && System.nanoTime() - startNs < longestNs) {
                TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isExiting() {
        return Arrays.stream(gatling.getStackTrace())
                .anyMatch(frame -> frame.getClassName().equals("java.lang.Shutdown"));
    }

    /**
     * A terminal's Ctrl-C reaches Maven and this process alike; whoever kills Maven alone would leave this one behind. A parent that
     * is no JVM may end as it likes: a shell that started the run in the background does.
     */
    private static void exitWithMaven() {
        ProcessHandle.current()
                .parent()
                .filter(parent -> parent.info()
                        .command()
                        .map(command -> Files.isExecutable(Path.of(command)) && command.endsWith("java"))
                        .orElse(false))
                .ifPresent(maven -> startDaemon("maven watch", () -> exitOnceGone(maven)));
    }

    // Whether a process lives is read from a file. Who is out of files takes every process for dead, so it counts only
    // if our own parent, which is read from a file too, is known to be another one.
    private static void exitOnceGone(ProcessHandle maven) throws InterruptedException {
        var gone = false;
        while (!gone) {
            maven.onExit().join();
            gone = ProcessHandle.current()
                    .parent()
                    .map(parent -> parent.pid() != maven.pid())
                    .orElse(false);
            if (!gone) {
                TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MS);
            }
        }
        Runtime.getRuntime().exit(INTERRUPTED_STATUS);
    }

    /** Something that may wait. */
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

    // Should Gatling break down without exiting, threads of the embedded servers would keep the process alive for ever.
    private static void exitWith(Thread gatling) {
        startDaemon("crash watch", () -> {
            gatling.join();
            Runtime.getRuntime().exit(CRASHED_STATUS);
        });
    }
}
