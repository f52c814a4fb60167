package dev.llmemulator.load.chaos;

import dev.llmemulator.load.client.OneLine;
import dev.llmemulator.load.measure.EpochClock;
import dev.llmemulator.load.measure.Measurements;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Carries a plan out while a run goes on, each fault at its time, by a script in a process of its own. Its threads are
 * not those of the users, and do not keep the process alive.
 */
public final class FaultRunner implements AutoCloseable {
    private static final long LOOK_EVERY_MS = 5;
    private static final long LIMIT_S = 300;
    private static final int MOST_AT_ONCE = 8;

    private final Path script;
    private final Measurements measurements;
    private final EpochClock clock;
    private final List<Line> lines = new ArrayList<>();
    private final ScheduledThreadPoolExecutor threads;

    private FaultRunner(FaultPlan plan, Path script, Measurements measurements, EpochClock clock) {
        this.script = script;
        this.measurements = measurements;
        this.clock = clock;
        plan.faults().forEach(each -> lines.add(new Line(each)));
        // One waits for the first user.
        threads = new ScheduledThreadPoolExecutor(1 + Math.min(lines.size(), MOST_AT_ONCE), task -> {
            var thread = new Thread(task, "faults");
            thread.setDaemon(true);
            return thread;
        });
        // What is not due when the run ends is dropped.
        threads.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /**
     * Starts to wait for the first user of a run.
     *
     * @param script takes action, part and argument of a fault, and ends with 0 when it has caused it
     */
    public static FaultRunner start(FaultPlan plan, Path script, Measurements measurements, EpochClock clock) {
        var runner = new FaultRunner(plan, script, measurements, clock);
        runner.threads.execute(runner::awaitFirstUser);
        return runner;
    }

    private void awaitFirstUser() {
        var first = measurements.firstStartUs();
        if (first.isEmpty()) {
            schedule(this::awaitFirstUser, TimeUnit.MILLISECONDS.toMicros(LOOK_EVERY_MS));
            return;
        }
        for (var line : lines) {
            var atUs = first.getAsLong()
                    + TimeUnit.MILLISECONDS.toMicros(line.fault.at().toMillis());
            schedule(() -> line.carryOut(first.getAsLong()), Math.max(0, atUs - clock.nowUs()));
        }
    }

    private synchronized void schedule(Runnable task, long us) {
        if (!threads.isShutdown()) {
            var unused = threads.schedule(task, us, TimeUnit.MICROSECONDS);
        }
    }

    /** What became of each fault until now. */
    public List<CausedFault> caused() {
        return lines.stream().map(Line::caused).toList();
    }

    /** Begins no further fault, and waits until those that have begun are caused. */
    @Override
    public void close() {
        synchronized (this) {
            threads.shutdown();
        }
        try {
            var unused = threads.awaitTermination(LIMIT_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A line of the plan, and what has become of it. */
    private final class Line {
        private final PlannedFault fault;
        private @Nullable Double began;
        private @Nullable Double ended;
        private String trouble = "the run ended before";

        Line(PlannedFault fault) {
            this.fault = fault;
        }

        synchronized CausedFault caused() {
            return new CausedFault(fault.words(), fault.atSeconds(), began, ended, trouble);
        }

        void carryOut(long firstUs) {
            begin((clock.nowUs() - firstUs) / 1e6);
            var problem = run();
            end((clock.nowUs() - firstUs) / 1e6, problem);
        }

        private synchronized void begin(double seconds) {
            began = seconds;
            trouble = "it did not end";
        }

        private synchronized void end(double seconds, String problem) {
            ended = seconds;
            trouble = problem;
        }

        private String run() {
            var command = new ArrayList<String>(List.of(script.toString()));
            command.addAll(fault.words());
            Path printed = null;
            try {
                printed = Files.createTempFile("fault", ".log");
                var process = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectInput(ProcessBuilder.Redirect.from(
                                Path.of("/dev/null").toFile()))
                        .redirectOutput(printed.toFile())
                        .start();
                var inTime = awaitEnd(process);
                var said = OneLine.of(Files.readString(printed));
                return !inTime
                        ? "it took longer than " + LIMIT_S + " s"
                        : process.exitValue() == 0
                                ? ""
                                : "it failed with exit code " + process.exitValue()
                                        + (said.isEmpty() ? "" : ": " + said);
            } catch (IOException e) {
                return "it cannot be started: " + OneLine.of(String.valueOf(e.getMessage()));
            } finally {
                delete(printed);
            }
        }

        private boolean awaitEnd(Process process) {
            try {
                if (process.waitFor(LIMIT_S, TimeUnit.SECONDS)) {
                    return true;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            process.destroyForcibly();
            return false;
        }

        private static void delete(@Nullable Path file) {
            try {
                if (file != null) {
                    Files.deleteIfExists(file);
                }
            } catch (IOException e) {
                // It is in the folder for what may be deleted.
            }
        }
    }
}
