package dev.llmemulator.bench;

import static dev.llmemulator.bench.Table.cell;

import dev.llmemulator.bench.clients.EmulatorRun;
import dev.llmemulator.bench.clients.Measured;
import dev.llmemulator.bench.publisher.BareRun;
import dev.llmemulator.bench.system.NativeCluster;
import dev.llmemulator.bench.system.Network;
import dev.llmemulator.bench.system.Processes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
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
    private static final double ALLOWED_P99 = 1.2;
    private static final Duration WARM_UP = Duration.ofMillis(1_500);
    private static final Duration WINDOW = Duration.ofSeconds(3);
    // Enough to find about where the ceiling is.
    private static final Duration SEARCH_WINDOW = Duration.ofSeconds(2);

    private final EmulatorRun emulator;
    private final BareRun bare;
    private final List<Round> rounds = new ArrayList<>();

    private record Load(int clients, Measured measured) {
        boolean isCarried() {
            return measured.violations() == 0 && measured.figures().answerToIdeal(99) <= ALLOWED_P99;
        }
    }

    private record Round(Measured bare, Load emulator) {
        double ratio() {
            return emulator.measured.tokensPerSecond() / bare.tokensPerSecond();
        }
    }

    private Ceiling(EmulatorRun emulator, BareRun bare) {
        this.emulator = emulator;
        this.bare = bare;
    }

    static void run(Network network, NativeCluster cluster) throws Exception {
        new Ceiling(new EmulatorRun(network, cluster), new BareRun(network, cluster)).run();
    }

    private void run() throws Exception {
        emulator.measure(FIRST_CLIENTS, WARM_UP, WINDOW);
        var highest = search();
        for (var round = 0; round < ROUNDS; round++) {
            var bareRate = bare.measure(highest.clients, BARE_WORKERS, WARM_UP, WINDOW);
            highest = refine(highest.clients);
            rounds.add(new Round(bareRate, highest));
        }
        printRates();
        printCpu();
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

    /** Goes up or down in fine steps from a load that was carried before. */
    private Load refine(int clients) throws Exception {
        var load = measure(clients, WINDOW);
        if (load.isCarried()) {
            for (var step = 0; step < FINE_STEPS; step++) {
                var higher = measure((int) (load.clients * FINE_STEP), WINDOW);
                if (!higher.isCarried()) {
                    break;
                }
                load = higher;
            }
            return load;
        }
        for (var step = 0; step < FINE_STEPS && !load.isCarried(); step++) {
            load = measure((int) (load.clients / FINE_STEP), WINDOW);
        }
        return load;
    }

    private Load measure(int clients, Duration window) throws Exception {
        var load = new Load(clients, emulator.measure(clients, WARM_UP, window));
        System.out.printf(
                "%d clients: %.0f tokens/s, answer / ideal p50 %.3f, p99 %.3f, %d violations%n",
                clients,
                load.measured.tokensPerSecond(),
                load.measured.figures().answerToIdeal(50),
                load.measured.figures().answerToIdeal(99),
                load.measured.violations());
        return load;
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
            var figures = round.emulator.measured.figures();
            var bareFigures = round.bare.figures();
            table.row(
                    cell("%d", rounds.indexOf(round) + 1),
                    cell("%d", round.emulator.clients),
                    cell("%.0f tokens/s", round.emulator.measured.tokensPerSecond()),
                    cell("%.3f%s", figures.answerToIdeal(99), round.emulator.isCarried() ? "" : " too high"),
                    cell("%.0f tokens/s", round.bare.tokensPerSecond()),
                    cell("%.0f / %.0f ms", bareFigures.deliveryMs(50), bareFigures.deliveryMs(99)),
                    cell("%.0f %%", 100 * round.ratio()));
            Footer.printViolations(round.emulator.measured.figures());
            Footer.printViolations(round.bare.figures());
        }
        System.out.println();
        table.print();
        var goals = new Table(cell("the ceiling, median of %d rounds", ROUNDS), "measured", "goal", "met");
        goals.row(
                cell("bare publisher (%d workers)", BARE_WORKERS),
                cell("%.0f tokens/s", median(r -> r.bare.tokensPerSecond())));
        goals.row("emulators", cell("%.0f tokens/s", median(r -> r.emulator.measured.tokensPerSecond())));
        goals.atLeast("emulators / bare publisher", 100 * median(Round::ratio), 80, "%.0f %%");
        goals.print();
    }

    private double median(ToDoubleFunction<Round> figure) {
        return rounds.stream()
                .sorted(Comparator.comparingDouble(figure))
                .mapToDouble(figure)
                .toArray()[rounds.size() / 2];
    }

    private void printCpu() {
        var table = new Table(
                "processor", "emulators: µs a token", "cores", "bare publisher: µs a token", "cores", "goal", "met");
        for (var process : Processes.CLUSTER) {
            table.row(cpuRow(process, List.of(process)));
        }
        var both = cpuRow("both emulators", Processes.EMULATORS);
        var cpuUs = cpuUs(Processes.EMULATORS, round -> round.emulator.measured);
        both[5] = "≤ 8.0";
        both[6] = Table.met(cpuUs <= 8);
        table.row(both);
        table.row(cpuRow("this benchmark", List.of(Processes.BENCHMARK)));
        table.row(cpuRow("the whole machine", List.of(Processes.MACHINE)));
        table.print();
    }

    private String[] cpuRow(String name, List<String> processes) {
        return new String[] {
            name,
            cell("%.1f", cpuUs(processes, round -> round.emulator.measured)),
            cell("%.2f", cores(processes, round -> round.emulator.measured)),
            cell("%.1f", cpuUs(processes, Round::bare)),
            cell("%.2f", cores(processes, Round::bare)),
            "",
            ""
        };
    }

    private double cpuUs(List<String> processes, Function<Round, Measured> side) {
        return Measured.cpuUs(windows(side), processes);
    }

    private double cores(List<String> processes, Function<Round, Measured> side) {
        return Measured.cpuSeconds(windows(side), processes)
                / windows(side).stream().mapToDouble(Measured::seconds).sum();
    }

    private List<Measured> windows(Function<Round, Measured> side) {
        return rounds.stream().map(side).toList();
    }
}
