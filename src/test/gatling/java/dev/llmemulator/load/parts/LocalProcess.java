package dev.llmemulator.load.parts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** A process of this machine, as Linux shows it in {@code /proc}. See proc(5). */
final class LocalProcess {
    /** The kernel tells times in hundredths of a second, whatever it counts by itself. */
    static final double TICKS_PER_SECOND = 100;

    // Positions behind the name, which may hold spaces and brackets.
    private static final int PARENT = 1;
    private static final int USER = 11;
    private static final int SYSTEM = 12;
    private static final int START = 19;

    private final Path folder;
    private final long startTicks;
    private final double quota;
    private final double openFilesLimit;
    private BitSet allowed = new BitSet();

    private LocalProcess(Path folder, long startTicks, double quota, double openFilesLimit) {
        this.folder = folder;
        this.startTicks = startTicks;
        this.quota = quota;
        this.openFilesLimit = openFilesLimit;
    }

    /** The process of this folder of {@code /proc}; null if it is gone. */
    static @Nullable LocalProcess of(Path folder) {
        var stat = stat(folder);
        return stat == null
                ? null
                : new LocalProcess(folder, Long.parseLong(stat[START]), CpuQuota.of(folder), openFilesLimit(folder));
    }

    /** The processors that it may use; none if that is not known. */
    BitSet allowed() {
        return allowed;
    }

    long startTicks() {
        return startTicks;
    }

    long parent() {
        var stat = stat(folder);
        return stat == null ? 0 : Long.parseLong(stat[PARENT]);
    }

    String pid() {
        return String.valueOf(folder.getFileName());
    }

    /** Adds what the part did not tell by itself; false if the process is gone. */
    boolean read(Reading into) {
        var stat = stat(folder);
        if (stat == null || Long.parseLong(stat[START]) != startTicks) {
            return false;
        }
        if (!into.tells(PartFigure.CPU_SECONDS)) {
            into.set(
                    PartFigure.CPU_SECONDS,
                    (Double.parseDouble(stat[USER]) + Double.parseDouble(stat[SYSTEM])) / TICKS_PER_SECOND);
        }
        for (var line : lines(folder.resolve("status"))) {
            if (line.startsWith("VmRSS:") && !into.tells(PartFigure.MEMORY_BYTES)) {
                into.set(PartFigure.MEMORY_BYTES, Double.parseDouble(line.replaceAll("\\D", "")) * 1024);
            } else if (line.startsWith("Cpus_allowed_list:")) {
                allowed = set(line.substring(line.indexOf(':') + 1).strip());
            }
        }
        if (!allowed.isEmpty()) {
            into.limit(PartFigure.PROCESSORS, allowed.cardinality());
        }
        into.limit(PartFigure.PROCESSORS, quota);
        if (!into.tells(PartFigure.OPEN_FILES)) {
            into.set(PartFigure.OPEN_FILES, openFiles()).set(PartFigure.OPEN_FILES_LIMIT, openFilesLimit);
        }
        return true;
    }

    /** Linux tells the number as the size of the folder since 6.2. To list it would take long where there are many. */
    private double openFiles() {
        try {
            var size = Files.size(folder.resolve("fd"));
            return size > 0 ? size : Double.NaN;
        } catch (IOException e) {
            return Double.NaN;
        }
    }

    private static double openFilesLimit(Path folder) {
        for (var line : lines(folder.resolve("limits"))) {
            if (line.startsWith("Max open files")) {
                var soft = line.substring("Max open files".length()).strip().split("\\s+", 2)[0];
                return soft.equals("unlimited") ? Double.NaN : Double.parseDouble(soft);
            }
        }
        return Double.NaN;
    }

    private static String @Nullable [] stat(Path folder) {
        var lines = lines(folder.resolve("stat"));
        var line = lines.length == 0 ? "" : lines[0];
        var fields = line.substring(line.lastIndexOf(')') + 1).strip().split(" ", -1);
        return fields.length > START ? fields : null;
    }

    /** Reads a set of processors like {@code 0-3,8}. */
    static BitSet set(String list) {
        var set = new BitSet();
        for (var part : list.split(",", -1)) {
            var ends = part.split("-", 2);
            var first = Integer.parseInt(ends[0]);
            set.set(first, Integer.parseInt(ends[ends.length - 1]) + 1);
        }
        return set;
    }

    static String[] lines(Path file) {
        try {
            return Files.readString(file).split("\n", -1);
        } catch (IOException e) {
            return new String[0];
        }
    }
}
