package dev.llmemulator.load.parts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ProcessFinderTest {
    private static final Set<String> HAPROXY = Set.of("haproxy");
    private static final int PORT = 8404;

    @TempDir
    private Path proc;

    @Test
    @EnabledOnOs(OS.LINUX)
    void find_thisProcess_isItself() throws IOException {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var name = Files.readString(Path.of("/proc/self/comm")).strip();
            var started =
                    ProcessHandle.current().info().startInstant().orElseThrow().toEpochMilli() / 1e3;
            var finder = new ProcessFinder();
            var process = Objects.requireNonNull(
                    finder.find(Set.of(name), server.getLocalPort(), started).process());
            assertThat(process)
                    .extracting(LocalProcess::pid)
                    .isEqualTo(String.valueOf(ProcessHandle.current().pid()));
            assertThat(finder.find(Set.of(name), server.getLocalPort(), Double.NaN)
                            .process())
                    .isNotNull();

            var reading = new Reading();
            assertThat(process.read(reading)).isTrue();
            assertThat(reading.get(PartFigure.CPU_SECONDS)).isPositive();
            assertThat(reading.get(PartFigure.MEMORY_BYTES)).isGreaterThan(1e7);
            assertThat(reading.get(PartFigure.PROCESSORS)).isGreaterThan(0);
            assertThat(process.allowed().isEmpty()).isFalse();

            var another = finder.find(Set.of(name), server.getLocalPort(), started - 60);
            assertThat(another.process()).as("one that started at another time").isNull();
            var stranger = finder.find(HAPROXY, server.getLocalPort(), Double.NaN);
            assertThat(stranger.process()).isNull();
            assertThat(stranger.reason())
                    .isEqualTo("port %d of this machine belongs to %s", server.getLocalPort(), name);
            assertThat(stranger.isTunnel()).isTrue();
        }
    }

    @Test
    void find_masterAndWorker_isTheWorker() throws IOException {
        process(7, "haproxy", 1, 500, "net", 4242);
        process(8, "haproxy", 7, 510, "net", 4242);
        self("net", 4242);
        assertThat(find(Double.NaN).process())
                .isNotNull()
                .extracting(LocalProcess::pid)
                .isEqualTo("8");
    }

    @Test
    void find_twoOfThem_isNeither() throws IOException {
        process(7, "haproxy", 1, 500, "net", 4242);
        process(8, "haproxy", 1, 510, "net", 4242);
        self("net", 4242);
        var found = find(Double.NaN);
        assertThat(found.process()).isNull();
        assertThat(found.reason()).startsWith("processes ").contains("7", "8").endsWith("both listen on port 8404");
    }

    @Test
    void find_containers_isThatWhichStartedThenWhateverItsPort() throws IOException {
        process(7, "haproxy", 1, 500, "net-a", 11);
        process(8, "haproxy", 1, 90_000, "net-b", 12);
        process(9, "docker-proxy", 1, 500, "net", 13);
        self("net", 13);
        assertThat(find(1_005.2).process())
                .isNotNull()
                .extracting(LocalProcess::pid)
                .isEqualTo("7");
        assertThat(find(1_900).process())
                .isNotNull()
                .extracting(LocalProcess::pid)
                .isEqualTo("8");
        assertThat(find(1_400).process()).isNull();
        assertThat(find(Double.NaN).process()).as("nothing tells which").isNull();
    }

    @Test
    void find_portOfDocker_isNoTunnel() throws IOException {
        process(9, "docker-proxy", 1, 500, "net", 4242);
        self("net", 4242);
        var found = find(Double.NaN);
        assertThat(found.reason()).isEqualTo("port 8404 of this machine belongs to docker-proxy");
        assertThat(found.isTunnel()).isFalse();
    }

    @Test
    void find_nobody_saysSo() throws IOException {
        self("net", 0);
        assertThat(find(Double.NaN).reason()).isEqualTo("no process that this user may see listens on port 8404");
        assertThat(new ProcessFinder(proc.resolve("not-linux"))
                        .find(HAPROXY, PORT, Double.NaN)
                        .process())
                .isNull();
    }

    @Test
    void read_pidOfAnotherProcess_isRefused() throws IOException {
        process(7, "haproxy", 1, 500, "net", 4242);
        var process = Objects.requireNonNull(LocalProcess.of(proc.resolve("7")));
        assertThat(process.read(new Reading())).isTrue();
        process(7, "haproxy", 1, 700, "net", 4242);
        assertThat(process.read(new Reading())).isFalse();
    }

    @Test
    void read_nameWithSpacesAndBrackets_isNoTrouble() throws IOException {
        process(7, "odd) 1 (name", 1, 500, "net", 4242);
        var process = Objects.requireNonNull(LocalProcess.of(proc.resolve("7")));
        var reading = new Reading();
        assertThat(process.read(reading)).isTrue();
        assertThat(reading.get(PartFigure.CPU_SECONDS)).isEqualTo(1.25 + 0.5);
        assertThat(reading.get(PartFigure.MEMORY_BYTES)).isEqualTo(15_988 * 1024);
        assertThat(reading.get(PartFigure.OPEN_FILES_LIMIT)).isEqualTo(20_000);
        assertThat(process.allowed()).isEqualTo(LocalProcess.set("0-1,5"));
        assertThat(reading.get(PartFigure.PROCESSORS)).isEqualTo(3);
    }

    private ProcessFinder.Found find(double startedAt) {
        return new ProcessFinder(proc).find(HAPROXY, PORT, startedAt);
    }

    private void self(String network, int socket) throws IOException {
        Files.writeString(proc.resolve("stat"), "cpu  1 2 3 4 5 6 7 8 9 10\nbtime 1000\n");
        network(Files.createDirectories(proc.resolve("self")), network, socket);
    }

    private void process(int pid, String name, int parent, long startTicks, String network, int socket)
            throws IOException {
        var folder = Files.createDirectories(proc.resolve(String.valueOf(pid)));
        Files.writeString(folder.resolve("comm"), name + "\n");
        Files.writeString(
                folder.resolve("stat"),
                "%d (%s) S %d 5 5 0 -1 4194304 1 0 0 0 125 50 0 0 20 0 2 0 %d 1 1\n"
                        .formatted(pid, name, parent, startTicks));
        Files.writeString(
                folder.resolve("status"),
                "Name:\t%s\nVmRSS:\t   15988 kB\nCpus_allowed_list:\t0-1,5\n".formatted(name));
        Files.writeString(folder.resolve("limits"), """
                Limit                     Soft Limit           Hard Limit           Units
                Max open files            20000                20000                files
                """);
        network(folder, network, socket);
        var files = Files.createDirectories(folder.resolve("fd"));
        Files.deleteIfExists(files.resolve("3"));
        Files.createSymbolicLink(files.resolve("3"), Path.of("socket:[" + socket + "]"));
    }

    private static void network(Path folder, String network, int socket) throws IOException {
        var spaces = Files.createDirectories(folder.resolve("ns"));
        Files.deleteIfExists(spaces.resolve("net"));
        Files.createSymbolicLink(spaces.resolve("net"), Path.of("net:[" + network + "]"));
        var line =
                "   0: 0100007F:%04X 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 %d 1 0 100"
                        .formatted(PORT, socket);
        Files.writeString(
                Files.createDirectories(folder.resolve("net")).resolve("tcp"),
                String.format(Locale.ROOT, "  sl  local_address rem_address   st%n%s%n", line));
    }
}
