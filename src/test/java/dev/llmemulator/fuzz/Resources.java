package dev.llmemulator.fuzz;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.llmemulator.load.measure.Trend;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import javax.management.MBeanServerConnection;

/**
 * What a JVM holds at a moment, after a full collection.
 *
 * @param threads without those of the pools, which grow and shrink with the load up to their limit
 * @param pooled those of the pools
 */
record Resources(long heapBytes, int threads, int pooled, long files) {
    static final String OPEN_FILES = "open files";

    /** The limits of both servers' pools, which they reach when the machine has less time for them. */
    private static final int POOLED = 128;

    /** Those of this JVM. */
    static Resources now() {
        try {
            return of(ManagementFactory.getPlatformMBeanServer());
        } catch (IOException e) {
            throw new IllegalStateException("The beans of this JVM need no connection", e);
        }
    }

    static Resources of(MBeanServerConnection jvm) throws IOException {
        var memory = ManagementFactory.getPlatformMXBean(jvm, MemoryMXBean.class);
        memory.gc();
        var threads = ManagementFactory.getPlatformMXBean(jvm, ThreadMXBean.class);
        var infos = threads.getThreadInfo(threads.getAllThreadIds());
        var pooled = (int) Arrays.stream(infos)
                .filter(info -> info != null && info.getThreadName().matches("(http|standin|OkHttp|fuzz)\\b.*"))
                .count();
        return new Resources(
                memory.getHeapMemoryUsage().getUsed(),
                infos.length - pooled,
                pooled,
                ManagementFactory.getPlatformMXBean(jvm, UnixOperatingSystemMXBean.class)
                        .getOpenFileDescriptorCount());
    }

    /** How one of these grew over many samples. */
    record Growth(String what, Trend trend, double tolerated) {
        boolean isLeak() {
            return trend.exceeds(tolerated);
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%-16s z %5.2f, grew by %.0f (tolerated: %.0f)%s",
                    what,
                    trend.z(),
                    trend.growth(),
                    tolerated,
                    isLeak() ? " LEAK" : "");
        }
    }

    /** How each grew over samples that were taken at equal distances; what is tolerated is noise or a cache. */
    static List<Growth> growth(List<Resources> samples) {
        return List.of(
                growth("heap, bytes", samples, Resources::heapBytes, 8_000_000),
                growth("threads", samples, Resources::threads, 2),
                growth("pooled threads", samples, Resources::pooled, POOLED),
                growth(OPEN_FILES, samples, Resources::files, 20));
    }

    private static Growth growth(
            String what, List<Resources> samples, ToDoubleFunction<Resources> value, double tolerated) {
        return new Growth(what, Trend.of(samples.stream().mapToDouble(value).toArray()), tolerated);
    }

    /** Whether it is hardly more than before. */
    boolean isNoMoreThan(Resources before) {
        return heapBytes <= before.heapBytes + 12_000_000
                && threads <= before.threads + 4
                && pooled <= 200
                && files <= before.files + 24;
    }
}
