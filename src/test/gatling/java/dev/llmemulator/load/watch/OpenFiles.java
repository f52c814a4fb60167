package dev.llmemulator.load.watch;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/** The most files and sockets that this process had open at once, and the operating system's limit. */
public record OpenFiles(long most, long limit) {
    /** The share of the limit beyond which a run may have been short of files. */
    static final double MOST = 0.95;

    /** Returns how many are open now; null where the operating system does not tell. */
    public static @Nullable OpenFiles now() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? new OpenFiles(unix.getOpenFileDescriptorCount(), unix.getMaxFileDescriptorCount())
                : null;
    }

    /** Returns how many more can be opened without coming close to the limit. */
    public long left() {
        return (long) Math.ceil(limit * MOST) - 1 - most;
    }

    double ofLimit() {
        return limit > 0 ? (double) most / limit : 0;
    }
}
