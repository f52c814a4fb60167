package dev.llmemulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.needs.Needs;
import dev.llmemulator.needs.ProcessRun;
import dev.llmemulator.needs.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The alert rules and what they are routed by, read and tested by Prometheus' own tools. */
@Needs({Program.PROMTOOL, Program.AMTOOL})
@Timeout(60)
class AlertsIT {
    private static final Path FOLDER = Path.of("observability");
    private static final Pattern RULE = Pattern.compile("- alert: (\\w+)");
    private static final long LIMIT_S = 30;

    @Test
    void rules_unitTestsByPromtool_pass() throws Exception {
        assertThat(promtool("test", "rules", "observability/alerts-test.yml")).contains("SUCCESS");
    }

    /** A test that names no rule that there is would pass as well. */
    @Test
    void rules_each_hasReasonRunbookTestAndPlaceInTheDocs() throws Exception {
        var rules = Files.readString(FOLDER.resolve("alerts.yml"));
        var names = names(rules);
        assertThat(names).hasSizeGreaterThan(10).doesNotHaveDuplicates();
        for (var key : List.of("  summary: ", "  reason: ", "  runbook: ", "{severity: ")) {
            assertThat(rules.split(Pattern.quote(key), -1)).as(key).hasSize(names.size() + 1);
        }
        var tests = Files.readString(FOLDER.resolve("alerts-test.yml"));
        var docs = Files.readString(Path.of("docs", "observability.md"));
        assertThat(names)
                .allSatisfy(name -> assertThat(tests).contains("alertname=\"" + name + "\""))
                .allSatisfy(name -> assertThat(docs).contains("| `" + name + "` |"));
    }

    @Test
    void configurations_prometheusAndAlertmanager_areValid(@TempDir Path folder) throws Exception {
        var configuration = Files.readString(FOLDER.resolve("prometheus.yml"))
                .replace("/etc/prometheus/", FOLDER.toAbsolutePath() + "/");
        var file = Files.writeString(folder.resolve("prometheus.yml"), configuration);

        assertThat(promtool("check", "config", file.toString())).contains("1 rule files found", "SUCCESS");
        assertThat(run(Program.AMTOOL, "check-config", "observability/alertmanager.yml"))
                .contains("SUCCESS");
    }

    private static List<String> names(String rules) {
        return RULE.matcher(rules)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    private static String promtool(String... arguments) throws IOException, InterruptedException {
        return run(Program.PROMTOOL, arguments);
    }

    private static String run(Program program, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<String>(List.of(program.path().toString()));
        command.addAll(List.of(arguments));
        return ProcessRun.of(Path.of("."), LIMIT_S, Map.of(), command.toArray(String[]::new))
                .printedBySuccess();
    }
}
