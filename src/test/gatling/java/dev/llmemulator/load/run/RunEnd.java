package dev.llmemulator.load.run;

import dev.llmemulator.load.engine.GatlingReport;
import dev.llmemulator.load.report.Summary;
import dev.llmemulator.load.report.SummaryFile;
import dev.llmemulator.load.report.SummaryText;
import dev.llmemulator.load.report.Verdict;
import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ends a run: makes Gatling's report, writes the files {@code summary.*}, prints the summary as the last thing of the
 * process, and exits.
 *
 * <p>A run that takes its course ends in {@link #finish}, on Gatling's thread. A signal starts the shutdown hook
 * instead, with the run still going on: the hook stops Gatling's engine, Gatling's thread goes on to {@link #finish},
 * and the hook waits for it. A run that breaks down never gets there: the hook then prints what is known.
 */
final class RunEnd {
    private static final long LONGEST_REPORT_SECONDS = 60;
    private static final int CRASHED_STATUS = 1;

    private final LoadRun run;
    private final Thread gatling = Thread.currentThread();
    private final PrintStream out = System.out;
    private final CountDownLatch finished = new CountDownLatch(1);
    private final AtomicBoolean told = new AtomicBoolean();

    private RunEnd(LoadRun run) {
        this.run = run;
    }

    /** Sees to it that a run, which has this thread of Gatling's, ends with its summary, whatever ends it. */
    static RunEnd of(LoadRun run) {
        var end = new RunEnd(run);
        Runtime.getRuntime().addShutdownHook(new Thread(end::shutDown, "run end"));
        ProcessWatch.exitWithMaven();
        // Should Gatling break down, threads of the embedded servers would keep the process alive for ever.
        ProcessWatch.exitWith(end.gatling, CRASHED_STATUS);
        return end;
    }

    void finish() {
        var status = makeReport();
        var summary = run.summary(run.isComplete() ? Verdict.Ending.COMPLETE : Verdict.Ending.INTERRUPTED);
        if (!tell(summary)) {
            status = CRASHED_STATUS;
        }
        exit(summary.verdict().exitCode(status));
    }

    void finishBefore(TargetProblem problem) {
        told.set(true);
        out.print(problem.block());
        exit(CRASHED_STATUS);
    }

    // After a signal, the process is about to exit with the signal's status, and this call waits for it.
    private void exit(int status) {
        out.flush();
        finished.countDown();
        Runtime.getRuntime().exit(status);
    }

    private void shutDown() {
        if (gatling.isAlive() && finished.getCount() > 0 && run.stop()) {
            out.println("Stopping, and making a report of what was measured.");
            try {
                var unused = finished.await(LONGEST_REPORT_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        tell(run.summary(gatling.isAlive() ? Verdict.Ending.INTERRUPTED : Verdict.Ending.CRASHED));
        out.flush();
    }

    // Whatever is wrong with the report, the verdict is still to be told.
    private int makeReport() {
        var folder = run.folder();
        if (folder == null) {
            out.println("There is no report, because Gatling's folder for it cannot be found.");
            return CRASHED_STATUS;
        }
        try {
            return GatlingReport.ofThisProcess().make(String.valueOf(folder.getFileName()));
        } catch (Exception e) { // Scala throws an IOException, of a full disk, without declaring it.
            out.println("Gatling's report could not be made. [folder=" + folder + ", error=" + e + "]");
            return CRASHED_STATUS;
        }
    }

    /** Writes and prints the summary, once; false if a file of it could not be written. */
    private boolean tell(Summary summary) {
        if (!told.compareAndSet(false, true)) {
            return true;
        }
        var folder = summary.folder();
        var written = true;
        if (folder != null) {
            for (var file : SummaryFile.values()) {
                try {
                    file.write(summary, folder);
                } catch (IOException | RuntimeException e) {
                    out.println("A file of the summary could not be written. [folder=" + folder + ", error=" + e + "]");
                    written = false;
                }
            }
        }
        out.print(SummaryText.of(summary));
        out.flush();
        run.closeOutlets(summary);
        return written;
    }
}
