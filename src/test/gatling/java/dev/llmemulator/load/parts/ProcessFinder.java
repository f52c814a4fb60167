package dev.llmemulator.load.parts;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the process of a part on this machine: the one that has the part's program, listens on its port, and started when
 * the part says that it did. A process in a container has ports of its own, so there the time of its start has to do.
 * Where two would do, it is neither: the figures of another process would be worse than none.
 */
final class ProcessFinder {
    private static final Path PROC = Path.of("/proc");
    private static final String LISTENING = "0A";
    private static final double TOLERANCE_SECONDS = 2.5;

    // It stands for a container, whose process it is not.
    private static final String DOCKER_PROXY = "docker-proxy";

    private final Path proc;

    ProcessFinder() {
        this(PROC);
    }

    ProcessFinder(Path proc) {
        this.proc = proc;
    }

    /**
     * What was found.
     *
     * @param process null if there is none, or several
     * @param reason why there is none
     * @param isTunnel whether the port is that of another program, which leads elsewhere
     */
    record Found(@Nullable LocalProcess process, String reason, boolean isTunnel) {}

    /** Finds a process; {@code startedAt} are seconds since the epoch, NaN if the part does not say. */
    Found find(Set<String> programs, int port, double startedAt) {
        var candidates = new ArrayList<LocalProcess>();
        var others = new ArrayList<Path>();
        for (var folder : folders()) {
            if (!programs.contains(name(folder))) {
                others.add(folder);
            } else if (isIt(folder, port, startedAt)) {
                var process = LocalProcess.of(folder);
                if (process != null) {
                    candidates.add(process);
                }
            }
        }
        // HAProxy's master and its worker both have the socket, and the worker does the work.
        var parents =
                candidates.stream().map(each -> String.valueOf(each.parent())).collect(Collectors.toSet());
        candidates.removeIf(each -> parents.contains(each.pid()));
        if (candidates.size() == 1) {
            return new Found(candidates.get(0), "", false);
        }
        if (!candidates.isEmpty()) {
            var pids = candidates.stream().map(LocalProcess::pid).collect(Collectors.joining(" and "));
            return new Found(null, "processes " + pids + " both listen on port " + port, false);
        }
        return nobody(others, port);
    }

    private Found nobody(List<Path> others, int port) {
        var sockets = sockets(proc.resolve("self"), port);
        for (var folder : others) {
            if (listens(folder, sockets)) {
                var name = name(folder);
                return new Found(
                        null,
                        String.format(Locale.ROOT, "port %d of this machine belongs to %s", port, name),
                        !name.equals(DOCKER_PROXY));
            }
        }
        return new Found(null, "no process that this user may see listens on port " + port, false);
    }

    private List<Path> folders() {
        var folders = new ArrayList<Path>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(proc, "[0-9]*")) {
            all.forEach(folders::add);
        } catch (IOException e) {
            // Not Linux: no process can be seen.
        }
        return folders;
    }

    private static String name(Path folder) {
        var lines = LocalProcess.lines(folder.resolve("comm"));
        return lines.length == 0 ? "" : lines[0];
    }

    /** The sockets that listen on a port, in the network that this process sees. */
    private static Set<String> sockets(Path folder, int port) {
        var sockets = new HashSet<String>();
        var end = String.format(Locale.ROOT, ":%04X", port);
        for (var table : List.of("tcp", "tcp6")) {
            for (var line : LocalProcess.lines(folder.resolve("net").resolve(table))) {
                // sl local_address rem_address st tx_queue:rx_queue tr:when retrnsmt uid timeout inode
                var words = line.strip().split("\\s+", -1);
                if (words.length > 9 && words[1].endsWith(end) && words[3].equals(LISTENING)) {
                    sockets.add("socket:[" + words[9] + "]");
                }
            }
        }
        return sockets;
    }

    private static boolean listens(Path folder, Set<String> sockets) {
        if (sockets.isEmpty()) {
            return false;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder.resolve("fd"))) {
            for (var file : files) {
                if (sockets.contains(link(file))) {
                    return true;
                }
            }
        } catch (IOException e) {
            // Another user's, or gone.
        }
        return false;
    }

    private boolean isIt(Path folder, int port, double startedAt) {
        var isOfOurNetwork = link(folder.resolve("ns").resolve("net"))
                .equals(link(proc.resolve("self").resolve("ns").resolve("net")));
        if (isOfOurNetwork && !listens(folder, sockets(folder, port))) {
            return false;
        }
        return Double.isNaN(startedAt) ? isOfOurNetwork : startedAt(folder, startedAt);
    }

    private boolean startedAt(Path folder, double seconds) {
        var process = LocalProcess.of(folder);
        return process != null
                && Math.abs(bootSeconds() + process.startTicks() / LocalProcess.TICKS_PER_SECOND - seconds)
                        <= TOLERANCE_SECONDS;
    }

    private double bootSeconds() {
        for (var line : LocalProcess.lines(proc.resolve("stat"))) {
            if (line.startsWith("btime ")) {
                return Double.parseDouble(line.substring("btime ".length()));
            }
        }
        return Double.NaN;
    }

    private static String link(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException | UnsupportedOperationException e) {
            return "";
        }
    }
}
