package dev.llmemulator.bench;

import dev.llmemulator.bench.clients.Measured;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/** The lines below a table. */
final class Machine {
    private Machine() {}

    /** Tells on what was measured. */
    static void print() {
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

    static void printViolations(Measured measured) {
        measured.figures().violations().forEach((what, count) -> System.out.printf("%d x %s%n", count, what));
    }
}
