package dev.llmemulator.load.watch;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Samples the load of the processors and the number of open files. */
final class Machine {
    private static final Path PROC_STAT = Path.of("/proc/stat");

    // A tick is a hundredth of a second, so a shorter span has too few.
    private static final long SHORTEST_SPAN_NS = TimeUnit.MILLISECONDS.toNanos(200);

    private final OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private final int processors = Runtime.getRuntime().availableProcessors();
    private final ShareMeter all = new ShareMeter();
    private final ShareMeter process = new ShareMeter();
    private final ShareMeter stolen = new ShareMeter();
    private @Nullable OpenFiles files;
    private @Nullable CpuTicks lastTicks;
    private long lastNs;
    private long lastProcessNs;

    synchronized void start() {
        mark(System.nanoTime(), CpuTicks.read(PROC_STAT), system.getProcessCpuTime());
    }

    /** Ends a span and starts the next one. */
    synchronized void look() {
        var nowNs = System.nanoTime();
        if (nowNs - lastNs < SHORTEST_SPAN_NS) {
            return;
        }
        var ticks = CpuTicks.read(PROC_STAT);
        var processNs = system.getProcessCpuTime();
        var seconds = (nowNs - lastNs) / 1e9;
        process.add((processNs - lastProcessNs) / 1e9 / seconds / processors, seconds);
        addTicks(ticks, seconds);
        mark(nowNs, ticks, processNs);
    }

    private void addTicks(@Nullable CpuTicks ticks, double seconds) {
        var before = lastTicks;
        if (ticks == null || before == null) {
            // A last resort: the bean measures since its last call by anyone in this process, and the embedded emulator
            // calls it, too.
            all.add(system.getCpuLoad(), seconds);
            return;
        }
        double total = Math.max(1, ticks.total() - before.total());
        all.add((ticks.busy() - before.busy()) / total, seconds);
        stolen.add((ticks.stolen() - before.stolen()) / total, seconds);
    }

    private void mark(long nowNs, @Nullable CpuTicks ticks, long processNs) {
        lastNs = nowNs;
        lastTicks = ticks;
        lastProcessNs = processNs;
        var open = OpenFiles.now();
        if (open != null && (files == null || open.most() > files.most())) {
            files = open;
        }
    }

    synchronized Processors processors() {
        return new Processors(processors, all.share(), process.share(), stolen.share(), 0);
    }

    synchronized @Nullable OpenFiles files() {
        return files;
    }

    /** Averages a share over the spans of a run. */
    private static final class ShareMeter {
        private double seconds;
        private double used;
        private double most;

        void add(double share, double ofSeconds) {
            var within = Math.min(Math.max(share, 0), 1);
            seconds += ofSeconds;
            used += within * ofSeconds;
            most = Math.max(most, within);
        }

        @Nullable
        CpuShare share() {
            return seconds > 0 ? new CpuShare(used / seconds, most) : null;
        }
    }
}
