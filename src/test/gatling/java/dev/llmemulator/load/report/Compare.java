package dev.llmemulator.load.report;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The program behind {@code bin/compare}: prints warnings, a table, and the overall result in the last line. */
public final class Compare {
    static final int NOTHING_WORSE = 0;
    static final int SOMETHING_WORSE = 1;
    static final int BAD_INPUT = 2;

    private static final String ROW = "%-28s %10s %10s %8s  %-21s  %-21s  %s%n";
    private static final String NOT_AVAILABLE = "n/a";

    private Compare() {}

    /** Compares two runs. Exits with 0 if nothing is worse, 1 if something is, 2 for unusable arguments. */
    public static void main(String[] arguments) {
        Locale.setDefault(Locale.ENGLISH);
        var status = run(List.of(arguments), System.out, System.err);
        System.out.flush();
        System.exit(status);
    }

    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        if (arguments.size() != 2) {
            err.println("ERROR: two files are needed: A/summary.json and B/summary.json");
            return BAD_INPUT;
        }
        try {
            var a = RunFile.read(Path.of(arguments.get(0)));
            var comparison = new Comparison(a, RunFile.read(Path.of(arguments.get(1))));
            out.print(text(comparison));
            return comparison.overall() == Change.WORSE ? SOMETHING_WORSE : NOTHING_WORSE;
        } catch (IllegalArgumentException e) {
            err.println("ERROR: " + e.getMessage());
            return BAD_INPUT;
        }
    }

    private static String text(Comparison comparison) {
        var text = new StringBuilder();
        text.append(run("A", comparison.a())).append(run("B", comparison.b()));
        if (!comparison.a().transport().equals(comparison.b().transport())) {
            text.append("The transports differ, so the figures say what the one costs more than the other.\n");
        }
        comparison
                .warnings()
                .forEach(each -> text.append("WARNING: ").append(each).append('\n'));
        text.append('\n')
                .append(String.format(ROW, "figure", "A", "B", "B/A", "A: 95 % from, to", "B: 95 % from, to", "B is"));
        comparison.rows().forEach(row -> text.append(row(row)));
        if (comparison.isTokenDelayTheSame()) {
            text.append("\nInter-token latency is best when it equals the configured token delay.\n");
        }
        return text.append('\n')
                .append(overall(comparison.overall()))
                .append('\n')
                .toString();
    }

    private static String run(String name, RunFile run) {
        return name + ": " + run.path() + " (" + run.verdict() + ", answers by " + run.transport() + ")\n";
    }

    private static String row(Comparison.Row row) {
        var judged = row.change() != Change.NOT_JUDGED && row.change() != Change.ONLY_ONE;
        return String.format(
                ROW,
                row.name(),
                number(row.a().value()),
                number(row.b().value()),
                ratio(row.a().value(), row.b().value()),
                judged ? interval(row.a().interval()) : "",
                judged ? interval(row.b().interval()) : "",
                row.change().label());
    }

    private static String overall(Change change) {
        return switch (change) {
            case WORSE -> "WORSE: some figures of B are worse than those of A.";
            case BETTER -> "BETTER: some figures of B are better than those of A, and none is worse.";
            default -> "NO DIFFERENCE SHOWN: the intervals of A and B overlap.";
        };
    }

    private static String interval(Figure.@Nullable Interval interval) {
        return interval == null
                ? NOT_AVAILABLE
                : interval.low() == interval.high() ? "exact" : number(interval.low()) + ", " + number(interval.high());
    }

    private static String ratio(@Nullable Double a, @Nullable Double b) {
        return a == null || b == null || a == 0 ? NOT_AVAILABLE : String.format(Locale.ROOT, "%.3f", b / a);
    }

    // Three decimals for small numbers, where they matter, and none for large numbers and integers.
    private static String number(@Nullable Double value) {
        if (value == null) {
            return NOT_AVAILABLE;
        }
        String format = value >= 10_000 || value == Math.rint(value) ? "%.0f" : value >= 100 ? "%.1f" : "%.3f";
        return String.format(Locale.ROOT, format, value);
    }
}
