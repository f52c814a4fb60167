package dev.llmemulator.bench.cluster;

import dev.llmemulator.load.watch.CpuTicks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The processes of the native cluster and this one, as the operating system knows them. */
public final class Processes {
    /** This process. */
    public static final String BENCHMARK = "benchmark";

    /** Everything that ran on this machine, whoever it was. */
    public static final String MACHINE = "machine";

    public static final List<String> EMULATORS = List.of("emulator1", "emulator2");
    public static final List<String> CLUSTER =
            List.of("emulator1", "emulator2", "centrifugo1", "centrifugo2", "redis", "haproxy");

    // The kernel's USER_HZ, 100 on every platform that Java runs on.
    private static final double TICKS_PER_SECOND = 100;

    private final Map<String, Long> pids = new LinkedHashMap<>();

    Processes() {
        for (var name : CLUSTER) {
            var line = read(Path.of(".run", name + ".pid"));
            pids.put(name, Long.valueOf(line.substring(0, line.indexOf(' '))));
        }
        pids.put(BENCHMARK, ProcessHandle.current().pid());
    }

    /** The user and system time that a process, or the whole machine, has taken so far. */
    public double cpuSeconds(String name) {
        if (name.equals(MACHINE)) {
            return Objects.requireNonNull(CpuTicks.read(Path.of("/proc/stat"))).busy() / TICKS_PER_SECOND;
        }
        return ProcessHandle.of(pid(name))
                .map(Processes::cpuSeconds)
                .orElseThrow(() -> new IllegalStateException(name + " has ended"));
    }

    /** The user and system time that a process has taken so far. */
    public static double cpuSeconds(ProcessHandle process) {
        var cpu = process.info().totalCpuDuration();
        return cpu.orElseThrow(() -> new IllegalStateException("Process " + process.pid() + " has ended"))
                        .toNanos()
                / 1e9;
    }

    /** The processor time that each process has taken so far, and the whole machine. */
    Map<String, Double> cpuSeconds() {
        var seconds = new LinkedHashMap<String, Double>();
        pids.keySet().forEach(name -> seconds.put(name, cpuSeconds(name)));
        seconds.put(MACHINE, cpuSeconds(MACHINE));
        return seconds;
    }

    public long residentBytes(String name) {
        return read(Path.of("/proc", Long.toString(pid(name)), "status"))
                .lines()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> 1_024 * Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    /** Bytes of the objects alive on a Java process's heap; collects its garbage first. */
    public long liveHeapBytes(String name) throws IOException {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        var process = new ProcessBuilder(jcmd, Long.toString(pid(name)), "GC.class_histogram").start();
        try (var output = process.inputReader()) {
            return output.lines()
                    .filter(line -> line.startsWith("Total"))
                    .mapToLong(line -> Long.parseLong(line.split(" +", -1)[2]))
                    .findFirst()
                    .orElseThrow(() -> new IOException("jcmd tells nothing of the heap of " + name));
        }
    }

    private long pid(String name) {
        return Objects.requireNonNull(pids.get(name), name);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
