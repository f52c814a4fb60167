package dev.llmemulator.load.sizing;

import dev.llmemulator.answer.Models;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The program behind {@code bin/size}: prints the sizing sheet of a run. */
public final class Size {
    static final int BAD_INPUT = 2;

    private static final List<Double> USERS = List.of(1_000.0, 10_000.0, 100_000.0);
    private static final int MOST_USERS = 100_000_000;
    private static final int LONGEST_THINKING = 86_400;

    private Size() {}

    /** Exits with 0, or 2 for unusable arguments. */
    public static void main(String[] arguments) {
        Locale.setDefault(Locale.ENGLISH);
        var status = run(List.of(arguments), System.out, System.err);
        System.out.flush();
        System.exit(status);
    }

    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        try {
            out.print(sheet(arguments));
            return 0;
        } catch (IllegalArgumentException e) {
            err.println("ERROR: " + e.getMessage());
            return BAD_INPUT;
        }
    }

    private static String sheet(List<String> arguments) {
        if (arguments.isEmpty() || arguments.get(0).startsWith("--")) {
            throw new IllegalArgumentException("name the summary.json of a run first, or its folder");
        }
        var options = options(arguments.subList(1, arguments.size()));
        var users =
                options.containsKey("--users") ? List.of((double) number(options, "--users", 1, MOST_USERS)) : USERS;
        var think = options.containsKey("--think") ? number(options, "--think", 0, LONGEST_THINKING) : 0;
        var name = options.getOrDefault("--model", "chat");
        var model = Models.named(name)
                .orElseThrow(() -> new IllegalArgumentException(
                        "--model is %s, but must be one of %s".formatted(name, String.join(", ", Models.names()))));
        var run = MeasuredRun.read(Path.of(arguments.get(0)));
        var idle = options.get("--idle");
        if (idle != null) {
            run = run.withMemoryOf(Path.of(idle));
        }
        return SizingSheet.of(run, ModelPace.of(model), users, think);
    }

    private static Map<String, String> options(List<String> arguments) {
        var options = new TreeMap<String, String>();
        for (var i = 0; i < arguments.size(); i += 2) {
            var name = arguments.get(i);
            if (!List.of("--users", "--model", "--think", "--idle").contains(name)) {
                throw new IllegalArgumentException(name + " is none of --users, --model, --think, --idle");
            }
            if (i + 1 == arguments.size()) {
                throw new IllegalArgumentException(name + " needs a value");
            }
            options.put(name, arguments.get(i + 1));
        }
        return options;
    }

    private static int number(Map<String, String> options, String name, int least, int most) {
        var text = options.getOrDefault(name, "");
        if (text.matches("\\d{1,9}")) {
            var value = Integer.parseInt(text);
            if (value >= least && value <= most) {
                return value;
            }
        }
        throw new IllegalArgumentException(
                "%s is %s, but must be a whole number from %d to %d".formatted(name, text, least, most));
    }
}
