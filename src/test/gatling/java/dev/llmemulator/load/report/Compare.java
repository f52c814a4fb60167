package dev.llmemulator.load.report;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/** The program behind {@code bin/compare}. */
public final class Compare {
    static final int NOTHING_WORSE = 0;
    static final int SOMETHING_WORSE = 1;
    static final int BAD_INPUT = 2;

    private Compare() {}

    /** Compares two runs. Exits with 0 if nothing is worse, 1 if something is, 2 for unusable arguments. */
    public static void main(String[] arguments) {
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
            out.print(ComparisonText.of(comparison));
            return comparison.overall() == Change.WORSE ? SOMETHING_WORSE : NOTHING_WORSE;
        } catch (IllegalArgumentException e) {
            err.println("ERROR: " + e.getMessage());
            return BAD_INPUT;
        }
    }
}
