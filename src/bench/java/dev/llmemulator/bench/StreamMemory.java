package dev.llmemulator.bench;

import static dev.llmemulator.bench.Table.cell;

import dev.llmemulator.bench.cluster.NativeCluster;
import dev.llmemulator.bench.cluster.Processes;
import dev.llmemulator.bench.cluster.SilentStreams;
import java.time.Duration;

/** Measures what 9000 slow streams cost one emulator: memory, and processor time to begin and to drop them. */
final class StreamMemory {
    private static final String EMULATOR = Processes.EMULATORS.get(0);
    private static final int STREAMS = 9_000;
    private static final int WARM_UP_STREAMS = 4_000;
    private static final int WORDS = 100;
    // No token falls due before the last question is asked, so that the questions' cost is apart.
    private static final Duration PAUSE = Duration.ofSeconds(12);

    private StreamMemory() {}

    static void run(NativeCluster cluster) throws Exception {
        new SilentStreams(cluster, WARM_UP_STREAMS, WORDS, PAUSE, PAUSE).close();
        var processes = cluster.processes();
        var heapBefore = processes.liveHeapBytes(EMULATOR);
        var residentBefore = processes.residentBytes(EMULATOR);
        var cpuBefore = processes.cpuSeconds(EMULATOR);
        var startNs = System.nanoTime();
        try (var streams = new SilentStreams(cluster, STREAMS, WORDS, PAUSE, PAUSE)) {
            var questions = processes.cpuSeconds(EMULATOR) - cpuBefore;
            var seconds = (System.nanoTime() - startNs) / 1e9;
            Thread.sleep(PAUSE.toMillis());
            var heap = processes.liveHeapBytes(EMULATOR) - heapBefore;
            var resident = processes.residentBytes(EMULATOR) - residentBefore;
            var cpuBeforeHangUp = processes.cpuSeconds(EMULATOR);
            streams.hangUp();
            var hangUps = processes.cpuSeconds(EMULATOR) - cpuBeforeHangUp;
            print(heap, resident, questions, seconds, hangUps);
        }
    }

    private static void print(long heap, long resident, double questions, double seconds, double hangUps) {
        var table = new Table("9000 streams in one emulator", "measured", "goal", "met");
        table.atMost("live heap of a stream", heap / 1024.0 / STREAMS, 10, "%.1f KB");
        table.row("growth of resident memory for a stream", cell("%.1f KB", resident / 1024.0 / STREAMS));
        table.row(
                cell("processor time of a question, %.0f a second", STREAMS / seconds),
                cell("%.0f µs", 1e6 * questions / STREAMS));
        table.row("processor time of a hang-up", cell("%.0f µs", 1e6 * hangUps / STREAMS));
        table.print();
    }
}
