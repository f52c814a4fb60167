package dev.llmemulator.load.parts;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How many processors' time the control groups of a process let it have: the least of its own group's and of those above
 * it. Version 2 says so in {@code cpu.max}, version 1 in {@code cpu.cfs_quota_us} and {@code cpu.cfs_period_us}.
 */
final class CpuQuota {
    private static final Path CGROUPS = Path.of("/sys/fs/cgroup");

    private CpuQuota() {}

    /** The quota of a process by its folder of {@code /proc}; NaN if there is none, or if it cannot be seen. */
    static double of(Path process) {
        return of(process, CGROUPS);
    }

    static double of(Path process, Path cgroups) {
        var least = Double.NaN;
        for (var line : LocalProcess.lines(process.resolve("cgroup"))) {
            // <number>:<controllers>:<path>; version 2 has no controllers there.
            var parts = line.split(":", 3);
            if (parts.length < 3 || !parts[2].startsWith("/")) {
                continue;
            }
            if (parts[1].isEmpty()) {
                least = least(least, cgroups, parts[2]);
            } else if (("," + parts[1] + ",").contains(",cpu,")) {
                least = least(least, cgroups.resolve(parts[1]), parts[2]);
            }
        }
        return least;
    }

    private static double least(double before, Path root, String path) {
        var least = before;
        var group = root.resolve(path.substring(1)).normalize();
        while (group != null && group.startsWith(root)) {
            var quota = quota(group);
            if (!(least <= quota) && !Double.isNaN(quota)) {
                least = quota;
            }
            group = group.getParent();
        }
        return least;
    }

    private static double quota(Path group) {
        var both = first(group.resolve("cpu.max"));
        if (both != null) {
            var words = both.split(" ", 2);
            return words.length < 2 || words[0].equals("max") ? Double.NaN : ratio(words[0], words[1]);
        }
        var quota = first(group.resolve("cpu.cfs_quota_us"));
        var period = first(group.resolve("cpu.cfs_period_us"));
        return quota == null || period == null || quota.startsWith("-") ? Double.NaN : ratio(quota, period);
    }

    private static double ratio(String quota, String period) {
        return Double.parseDouble(quota) / Double.parseDouble(period);
    }

    private static @Nullable String first(Path file) {
        var lines = LocalProcess.lines(file);
        return lines.length == 0 ? null : lines[0].strip();
    }
}
