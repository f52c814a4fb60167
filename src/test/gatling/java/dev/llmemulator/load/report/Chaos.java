package dev.llmemulator.load.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmemulator.load.chaos.FaultPlan;
import dev.llmemulator.load.measure.Ending;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The table of runs with faults, for {@code bin/chaos}: reads the {@code summary.json} of each plan's run, and writes
 * {@code chaos.md} and {@code chaos.json}.
 */
public final class Chaos {
    private static final int GOOD = 0;
    private static final int BAD = 1;
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    // Narrow enough for a page of docs.
    private static final List<String> HEAD = List.of(
            "plan",
            "tokens",
            "whole",
            "recovered",
            "told",
            "refused",
            "silent",
            "lost",
            "replayed",
            "back, s",
            "calm, s",
            "delay, ms");

    private Chaos() {}

    /** A run of a plan; without a summary it broke down. */
    record Run(String plan, boolean knownToLose, @Nullable JsonNode summary) {
        /** What is wrong with the run; empty if nothing is. */
        String problem() {
            var trouble = trouble();
            return trouble.isEmpty() && !knownToLose ? silence() : trouble;
        }

        private String silence() {
            return summary == null || count("silent") == 0
                    ? ""
                    : count("silent") + " answers failed in silence: "
                            + summary.at("/endings/silent_violations").properties().stream()
                                    .map(each -> each.getValue().asText() + " x " + each.getKey())
                                    .collect(Collectors.joining(", "));
        }

        private String trouble() {
            if (summary == null) {
                return "the run has no summary";
            }
            var notCaused = StreamSupport.stream(summary.at("/faults/marks").spliterator(), false)
                    .filter(mark -> !mark.path("caused").asBoolean())
                    .map(mark -> mark.path("label").asText() + ": "
                            + mark.path("trouble").asText())
                    .collect(Collectors.joining("; "));
            if (!notCaused.isEmpty()) {
                return "not caused: " + notCaused;
            }
            return answers() == 0 ? "no answer came to an end" : "";
        }

        private long answers() {
            var sum = 0L;
            for (var ending : Ending.values()) {
                sum += count(ending.name().toLowerCase(Locale.ROOT));
            }
            return sum;
        }

        private long count(String name) {
            return summary == null ? 0 : summary.at("/endings/" + name).asLong();
        }

        private @Nullable Double number(String pointer) {
            var value = summary == null ? null : summary.at(pointer);
            return value == null || !value.isNumber() ? null : Double.valueOf(value.asDouble());
        }

        List<String> cells() {
            if (summary == null) {
                var cells = new ArrayList<String>(List.of(plan));
                HEAD.stream().skip(1).forEach(any -> cells.add(MetricTable.NOT_AVAILABLE));
                return cells;
            }
            return List.of(
                    plan,
                    summary.path("tokens").asText(),
                    share("whole"),
                    share("recovered"),
                    share("told"),
                    share("refused"),
                    String.valueOf(count("silent")),
                    String.valueOf(count("connections_lost")),
                    String.valueOf(count("replayed_tokens")),
                    seconds("/percentiles_ms/recovery/p50") + " / " + slowRecovery(),
                    StreamSupport.stream(summary.at("/faults/marks").spliterator(), false)
                            .map(mark -> mark.path("calm_after_seconds"))
                            .map(each -> each.isNumber() ? decimal(each.asDouble()) : "never")
                            .collect(Collectors.joining(", ")),
                    List.of("before", "during", "after").stream()
                            .map(phase -> whole("/faults/phases/" + phase + "/token_delay/p99"))
                            .collect(Collectors.joining(" / ")));
        }

        // Few recoveries have no p99, but a slowest one.
        private String slowRecovery() {
            return number("/percentiles_ms/recovery/p99") != null
                    ? seconds("/percentiles_ms/recovery/p99")
                    : number("/percentiles_ms/recovery/max") != null
                            ? "max " + seconds("/percentiles_ms/recovery/max")
                            : MetricTable.NOT_AVAILABLE;
        }

        private String share(String ending) {
            return answers() == 0
                    ? MetricTable.NOT_AVAILABLE
                    : String.format(Locale.ROOT, "%.1f", 100.0 * count(ending) / answers());
        }

        private String seconds(String pointer) {
            var ms = number(pointer);
            return ms == null ? MetricTable.NOT_AVAILABLE : decimal(ms / 1000);
        }

        private String whole(String pointer) {
            var ms = number(pointer);
            return ms == null ? MetricTable.NOT_AVAILABLE : String.format(Locale.ROOT, "%.0f", ms);
        }

        private static String decimal(double value) {
            return String.format(Locale.ROOT, "%.1f", value);
        }
    }

    /** Arguments: the folder with a folder for each plan, a line of circumstances, and the plans. */
    public static void main(String[] args) throws IOException {
        var folder = Path.of(args[0]);
        var runs = new ArrayList<Run>();
        for (var i = 2; i < args.length; i++) {
            runs.add(read(folder, args[i]));
        }
        var text = text(args[1], runs);
        Files.writeString(folder.resolve("chaos.md"), text);
        Files.writeString(folder.resolve("chaos.json"), JSON.writeValueAsString(tree(args[1], runs)) + "\n");
        System.out.write((text + "Written: " + folder.resolve("chaos.md") + ", " + folder.resolve("chaos.json") + "\n")
                .getBytes(StandardCharsets.UTF_8));
        System.out.flush();
        System.exit(runs.stream().allMatch(run -> run.problem().isEmpty()) ? GOOD : BAD);
    }

    private static Run read(Path folder, String plan) throws IOException {
        var own = folder.resolve(plan);
        var known = FaultPlan.read(plan).knownToLose();
        if (!Files.isDirectory(own)) {
            return new Run(plan, known, null);
        }
        try (var files = Files.find(own, 2, (path, attributes) -> path.endsWith("summary.json"))) {
            var file = files.findFirst();
            return new Run(
                    plan,
                    known,
                    file.isEmpty() ? null : JSON.readTree(file.get().toFile()));
        }
    }

    static String text(String circumstances, List<Run> runs) {
        var text = new StringBuilder(circumstances).append("\n\n");
        text.append(row(HEAD)).append("|---".repeat(HEAD.size())).append("|\n");
        runs.forEach(run -> text.append(row(run.cells())));
        text.append('\n');
        for (var run : runs) {
            if (run.problem().isEmpty() && !run.silence().isEmpty()) {
                text.append("- %s, as it is known to: %s%n".formatted(run.plan(), run.silence()));
            }
            if (!run.problem().isEmpty()) {
                text.append("- **")
                        .append(run.plan())
                        .append("**: ")
                        .append(run.problem())
                        .append('\n');
            }
        }
        var good = runs.stream()
                .filter(run -> run.problem().isEmpty() && run.silence().isEmpty())
                .count();
        return text.append("%d of %d plans without a silent violation.%n".formatted(good, runs.size()))
                .toString();
    }

    private static String row(List<String> cells) {
        return cells.stream().map(cell -> cell.replace("|", "\\|")).collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    private static ObjectNode tree(String circumstances, List<Run> runs) {
        var tree = JSON.createObjectNode().put("circumstances", circumstances);
        var all = tree.putArray("runs");
        for (var run : runs) {
            var node = all.addObject().put("plan", run.plan()).put("problem", run.problem());
            if (run.summary() != null) {
                for (var name : List.of("verdict", "reason", "started", "tokens", "endings", "faults", "run")) {
                    node.set(name, run.summary().path(name));
                }
                node.set("recovery_ms", run.summary().at("/percentiles_ms/recovery"));
                node.set("errors", run.summary().path("errors"));
            }
        }
        return tree;
    }
}
