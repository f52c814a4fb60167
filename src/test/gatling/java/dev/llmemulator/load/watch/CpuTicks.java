package dev.llmemulator.load.watch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the processors of the machine spent their time since its start, in ticks of the kernel.
 *
 * @param busy working, for any program
 * @param stolen given to other machines by the hypervisor
 * @param total busy, stolen and idle
 */
public record CpuTicks(long busy, long stolen, long total) {
    // user nice system idle iowait irq softirq steal. The time of guests is part of user and nice. See proc(5).
    private static final int COLUMNS = 8;
    private static final int IDLE = 3;
    private static final int IO_WAIT = 4;
    private static final int STEAL = 7;

    /** Reads the ticks from Linux's {@code /proc/stat}; null where there is no such file. */
    public static @Nullable CpuTicks read(Path procStat) {
        try (var lines = Files.newBufferedReader(procStat)) {
            var first = lines.readLine();
            return first == null ? null : parse(first);
        } catch (IOException e) {
            return null;
        }
    }

    /** Reads the ticks of the machine, as {@code cpu}, and of each of its processors: {@code cpu0}, {@code cpu1} … */
    public static Map<String, CpuTicks> readAll(Path procStat) {
        var all = new HashMap<String, CpuTicks>();
        try (var lines = Files.newBufferedReader(procStat)) {
            for (var line = lines.readLine(); line != null && line.startsWith("cpu"); line = lines.readLine()) {
                var name = line.split(" ", 2)[0];
                var ticks = parse(line, name);
                if (ticks != null) {
                    all.put(name, ticks);
                }
            }
        } catch (IOException e) {
            // Not Linux.
        }
        return all;
    }

    /** Reads the ticks from a line {@code cpu  <user> <nice> …}; null if it is another line. */
    static @Nullable CpuTicks parse(String line) {
        return parse(line, "cpu");
    }

    private static @Nullable CpuTicks parse(String line, String name) {
        var words = line.trim().split("\\s+", -1);
        if (!words[0].equals(name) || words.length <= COLUMNS) {
            return null;
        }
        var ticks = new long[COLUMNS];
        var total = 0L;
        for (var i = 0; i < COLUMNS; i++) {
            ticks[i] = Long.parseLong(words[i + 1]);
            total += ticks[i];
        }
        return new CpuTicks(total - ticks[IDLE] - ticks[IO_WAIT] - ticks[STEAL], ticks[STEAL], total);
    }
}
