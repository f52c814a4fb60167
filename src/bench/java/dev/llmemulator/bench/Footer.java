package dev.llmemulator.bench;

import dev.llmemulator.bench.clients.WindowFigures;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/** Prints what belongs below a table. */
final class Footer {
    private Footer() {}

    /** Prints what machine and which versions were measured. */
    static void printMachine() {
        System.out.printf(
                "%d cores, Linux %s, Java %s%s, %s%n",
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.version"),
                System.getProperty("java.version"),
                Optional.ofNullable(System.getenv("CLUSTER_VERSIONS"))
                        .map(", "::concat)
                        .orElse(""),
                LocalDate.now(ZoneOffset.UTC));
    }

    /** Prints each violation with its count. */
    static void printViolations(WindowFigures figures) {
        figures.violations().forEach((what, count) -> System.out.printf("%d x %s%n", count, what));
    }
}
