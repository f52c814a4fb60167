package dev.llmemulator.bench;

import static dev.llmemulator.bench.Table.cell;

import dev.llmemulator.bench.cluster.BareRun;
import dev.llmemulator.bench.cluster.EmulatorRun;
import dev.llmemulator.bench.cluster.Measured;
import dev.llmemulator.bench.cluster.NativeCluster;
import dev.llmemulator.bench.cluster.Processes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Finds the highest load at which the emulators keep their pace, and compares it with what a bare publisher gets through
 * the same cluster to the same number of readers. Measures both in turn, because a machine is not always equally fast.
 */
final class Ceiling {
    // Measured, tokens a second to 160 readers by 1, 2, 4, 8 and 16 workers: 21,800, 23,200, 25,500, 25,000, 20,600.
    private static final int BARE_WORKERS = 4;
    private static final int FIRST_CLIENTS = 100;
    private static final double STEP = 1.25;
    private static final double FINE_STEP = 1.06;
    private static final int FINE_STEPS = 2;
    private static final int ROUNDS = 3;
    static final double ALLOWED_P99 = 1.2;
    private static final Duration WARM_UP = Duration.ofMillis(1_500);
    private static final Duration WINDOW = Duration.ofSeconds(3);
    private static final Duration LONG_WINDOW = Duration.ofSeconds(30);
    // Enough to find about where the ceiling is.
    private static final Duration SEARCH_WINDOW = Duration.ofSeconds(2);

    private final NativeCluster cluster;
    private final Duration window;
    private final boolean changeChannels;
    private final List<Round> rounds = new ArrayList<>();

    private record Load(int clients, Measured measured) {
        boolean isCarried() {
            return measured.figures().violations() == 0 && measured.figures().answerToIdeal(99) <= ALLOWED_P99;
        }
    }

    private record Round(Measured bare, Load load) {
        Measured emulators() {
            return load.measured;
        }

        double ratio() {
            return emulators().tokensPerSecond() / bare.tokensPerSecond();
        }
    }

    private Ceiling(NativeCluster cluster, Duration window, boolean changeChannels) {
        this.cluster = cluster;
        this.window = window;
        this.changeChannels = changeChannels;
    }

    static Ceiling of(NativeCluster cluster) {
        return new Ceiling(cluster, WINDOW, false);
    }

    /** The ceiling as a search for the capacity would see it: for longer, and with a channel for each answer. */
    static Ceiling asForCapacity(NativeCluster cluster) {
        return new Ceiling(cluster, LONG_WINDOW, true);
    }

    /** Prints its tables, and returns how many answers at once each round found, from the lowest to the highest. */
    List<Integer> run() throws Exception {
        EmulatorRun.measure(cluster, FIRST_CLIENTS, EmulatorRun.WORDS, WARM_UP, window);
        var highest = search();
        for (var round = 0; round < ROUNDS; round++) {
            var bare = new BareRun(cluster, highest.clients, BARE_WORKERS).measure(WARM_UP, window);
            highest = refine(highest.clients);
            rounds.add(new Round(bare, highest));
        }
        printRates();
        printCpu();
        return rounds.stream().map(round -> round.load.clients).sorted().toList();
    }

    /** Goes up in coarse steps to the first load that is too high, and then half way back. */
    private Load search() throws Exception {
        var load = measure(FIRST_CLIENTS, SEARCH_WINDOW);
        while (!load.isCarried() && load.clients > 1) {
            load = measure((int) (load.clients / STEP), SEARCH_WINDOW);
        }
        var next = measure((int) (load.clients * STEP), SEARCH_WINDOW);
        while (next.isCarried()) {
            load = next;
            next = measure((int) (load.clients * STEP), SEARCH_WINDOW);
        }
        var between = measure((load.clients + next.clients) / 2, SEARCH_WINDOW);
        return between.isCarried() ? between : load;
    }

    /** Goes in fine steps up from a load that is carried, a few at most, or down to one that is. */
    private Load refine(int clients) throws Exception {
        var load = measure(clients, window);
        for (var step = 0; step < FINE_STEPS && load.isCarried(); step++) {
            var next = measure((int) (load.clients * FINE_STEP), window);
            if (!next.isCarried()) {
                return load;
            }
            load = next;
        }
        while (!load.isCarried() && load.clients > 1) {
            load = measure((int) (load.clients / FINE_STEP), window);
        }
        return load;
    }

    private Load measure(int clients, Duration window) throws Exception {
        var measured = EmulatorRun.measure(cluster, clients, EmulatorRun.WORDS, changeChannels, WARM_UP, window);
        var figures = measured.figures();
        System.out.printf(
                "%d clients: %.0f tokens/s, answer / ideal p50 %.3f, p99 %.3f, %d violations%n",
                clients,
                measured.tokensPerSecond(),
                figures.answerToIdeal(50),
                figures.answerToIdeal(99),
                figures.violations());
        return new Load(clients, measured);
    }

    private void printRates() {
        var table = new Table(
                "round",
                "clients",
                "emulators",
                "answer / ideal p99",
                "bare publisher",
                "its delivery p50 / p99",
                "ratio");
        for (var round : rounds) {
            var figures = round.emulators().figures();
            var bare = round.bare.figures();
            table.row(
                    cell("%d", rounds.indexOf(round) + 1),
                    cell("%d", round.load.clients),
                    cell("%.0f tokens/s", round.emulators().tokensPerSecond()),
                    cell("%.3f%s", figures.answerToIdeal(99), round.load.isCarried() ? "" : " too high"),
                    cell("%.0f tokens/s", round.bare.tokensPerSecond()),
                    cell("%.0f / %.0f ms", bare.deliveryMs(50), bare.deliveryMs(99)),
                    cell("%.0f %%", 100 * round.ratio()));
            figures.printViolations();
            bare.printViolations();
        }
        System.out.println();
        table.print();
        var goals = new Table(cell("the ceiling, median of %d rounds", ROUNDS), "measured", "goal", "met");
        goals.row(
                cell("bare publisher (%d workers)", BARE_WORKERS),
                cell("%.0f tokens/s", median(round -> round.bare.tokensPerSecond())));
        goals.row(
                "emulators",
                cell("%.0f tokens/s", median(round -> round.emulators().tokensPerSecond())));
        var ratio = median(Round::ratio);
        goals.row("emulators / bare publisher", cell("%.0f %%", 100 * ratio), "≥ 80 %", Table.met(ratio >= 0.8));
        goals.print();
    }

    private double median(ToDoubleFunction<Round> figure) {
        return rounds.stream().mapToDouble(figure).sorted().toArray()[rounds.size() / 2];
    }

    private void printCpu() {
        var table = new Table(
                "processor", "emulators: µs a token", "cores", "bare publisher: µs a token", "cores", "goal", "met");
        Processes.CLUSTER.forEach(process -> addCpu(table, process, List.of(process), "", ""));
        var met = Measured.cpuUs(rounds.stream().map(Round::emulators).toList(), Processes.EMULATORS) <= 8;
        addCpu(table, "both emulators", Processes.EMULATORS, "≤ 8.0", Table.met(met));
        addCpu(table, "this benchmark", List.of(Processes.BENCHMARK), "", "");
        addCpu(table, "the whole machine", List.of(Processes.MACHINE), "", "");
        table.print();
    }

    private void addCpu(Table table, String name, List<String> processes, String goal, String met) {
        var emulators = rounds.stream().map(Round::emulators).toList();
        var bare = rounds.stream().map(Round::bare).toList();
        table.row(
                name,
                cell("%.1f", Measured.cpuUs(emulators, processes)),
                cell("%.2f", Measured.cores(emulators, processes)),
                cell("%.1f", Measured.cpuUs(bare, processes)),
                cell("%.2f", Measured.cores(bare, processes)),
                goal,
                met);
    }
}
