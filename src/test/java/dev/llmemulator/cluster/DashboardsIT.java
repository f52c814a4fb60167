package dev.llmemulator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.llmemulator.Waiting;
import dev.llmemulator.load.run.LoadTestProcess;
import dev.llmemulator.load.simulations.StreamedAnswers;
import dev.llmemulator.needs.FreePorts;
import dev.llmemulator.needs.Needs;
import dev.llmemulator.needs.ProcessRun;
import dev.llmemulator.needs.Program;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The dashboards and alert rules, asked of a real Prometheus that scrapes the cluster and a load test. */
@Needs({Program.DOCKER, Program.PROMETHEUS, Program.REDIS_EXPORTER, Program.PYTHON})
@Timeout(300)
@ExtendWith(ClusterExtension.class)
class DashboardsIT {
    private static final Path OBSERVABILITY = Path.of("observability");
    private static final Path DASHBOARDS = OBSERVABILITY.resolve(Path.of("grafana", "dashboards"));
    private static final Path SDK = Path.of("target", "grafana-sdk");
    private static final String SDK_VERSION = "grafana-foundation-sdk==1769699241";
    private static final List<String> NAMES = List.of("answer", "cluster", "run");
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Pattern LEGEND_LABEL = Pattern.compile("\\{\\{(\\w+)}}");
    private static final Pattern METRIC =
            Pattern.compile("\\b(?:llm_emulator|centrifugo|haproxy|redis)_\\w+(?=[ {\\[)])");

    private final ComposeCluster cluster;

    @TempDir
    private Path folder = Path.of("");

    DashboardsIT(ComposeCluster cluster) {
        this.cluster = cluster;
    }

    /** A query of a panel, and what the panel says of it. */
    private record Query(String panel, String unit, String expression, String legend) {}

    @Test
    void queries_ofAllPanelsAndAlerts_haveDataOfTheirUnit() throws Exception {
        var queries = queries();
        assertThat(queries).hasSizeGreaterThan(40);
        var ports = FreePorts.of(List.of("PROMETHEUS", "EXPORTER", "LOAD_TEST"));
        var prometheus = "http://127.0.0.1:" + ports.get("PROMETHEUS");
        var plan = Files.writeString(folder.resolve("plan"), "at 0.2 s: mend centrifugo-redis\n");
        var started = new ArrayList<Process>();
        try {
            started.add(startExporter(ports));
            started.add(startPrometheus(ports));
            var loadTest = LoadTestProcess.start(
                    List.of(),
                    StreamedAnswers.class,
                    Files.createDirectory(folder.resolve("run")),
                    "-Dclients=20 -Dcycles=1000 -Dlength=20 -Ddelay=0.02 -Dwarmup=0 -Dramp=1 -DmaxLateness=60",
                    "-Dmetrics=" + ports.get("LOAD_TEST"),
                    "-Dslo=ttft.p50<60s,failed<50%",
                    // Of this cluster bin/fault knows nothing: the fault begins, and fails.
                    "-Dfaults=" + plan + " -Dtarget=cluster -Dwatch=none",
                    "-DHTTP_PORT=" + cluster.url("HTTP_PORT", "").getPort(),
                    "-DWS_PORT=" + cluster.webSocketUrl("WS_PORT").getPort(),
                    "-DCENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET_KEY=" + ComposeCluster.TOKEN_SECRET);
            started.add(loadTest);

            Waiting.until("Prometheus is ready", LIMIT, () -> isReady(prometheus));
            for (var query : queries) {
                Waiting.until(query.toString(), LIMIT, () -> hasData(prometheus, query.expression()));
                assertMeans(query, result(prometheus, query.expression()));
            }
            for (var metric : metricsOfAlerts()) {
                Waiting.until(metric, LIMIT, () -> hasData(prometheus, metric));
            }
            var marks = marks();
            for (var each : List.of("Runs begin", "Faults")) {
                Waiting.until(each, LIMIT, () -> isJustNow(prometheus, Objects.requireNonNull(marks.get(each))));
            }
            assertThat(hasData(prometheus, Objects.requireNonNull(marks.get("Runs end"))))
                    .isFalse();
            loadTest.destroy();
            assertThat(loadTest.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            // The process waited until this was scraped.
            assertThat(isJustNow(prometheus, Objects.requireNonNull(marks.get("Runs end"))))
                    .isTrue();
            assertThat(hasData(prometheus, "last_over_time(llm_load_verdict{verdict='interrupted'}[1m]) == 1"))
                    .isTrue();
        } finally {
            started.forEach(Process::destroyForcibly);
        }
    }

    @Test
    void files_ofTheScript_areThoseThatAreKept() throws Exception {
        printed("python3", "bin/dashboards", folder.toString());
        for (var name : NAMES) {
            assertThat(folder.resolve(name + ".json"))
                    .as("bin/dashboards writes it anew")
                    .hasSameTextualContentAs(DASHBOARDS.resolve(name + ".json"));
        }
    }

    @Test
    void files_readByGrafanasTypes_loseNothing() throws Exception {
        var python = SDK.resolve("bin/python").toString();
        if (!Files.exists(SDK.resolve("installed"))) {
            printed("python3", "-m", "venv", SDK.toString());
            printed(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", SDK_VERSION);
            Files.createFile(SDK.resolve("installed"));
        }
        var command = new ArrayList<String>(List.of(python, "src/test/python/dashboards_check.py"));
        NAMES.forEach(name -> command.add(DASHBOARDS.resolve(name + ".json").toString()));
        assertThat(printed(command.toArray(String[]::new))).contains("3 dashboards read");
    }

    private static String printed(String... command) throws IOException, InterruptedException {
        return ProcessRun.of(Path.of("."), 120, Map.of(), command).printedBySuccess();
    }

    private static List<Query> queries() throws IOException {
        var queries = new ArrayList<Query>();
        for (var name : NAMES) {
            var dashboard =
                    new JsonMapper().readTree(DASHBOARDS.resolve(name + ".json").toFile());
            for (var panel : dashboard.path("panels")) {
                var unit = panel.at("/fieldConfig/defaults/unit").asText();
                for (var target : panel.path("targets")) {
                    queries.add(new Query(
                            name + ": " + panel.path("title").asText(),
                            unit,
                            target.path("expr")
                                    .asText()
                                    .replace("$__rate_interval", "20s")
                                    .replace("$__range", "5m")
                                    .replace("$run", ".+"),
                            target.path("legendFormat").asText()));
                }
            }
        }
        return queries;
    }

    /** The queries of marks on all dashboards, by their names. */
    private static Map<String, String> marks() throws IOException {
        var marks = new TreeMap<String, String>();
        for (var name : NAMES) {
            var dashboard =
                    new JsonMapper().readTree(DASHBOARDS.resolve(name + ".json").toFile());
            for (var each : dashboard.at("/annotations/list")) {
                marks.put(each.path("name").asText(), each.path("expr").asText());
            }
        }
        return marks;
    }

    private boolean isJustNow(String prometheus, String expression) {
        for (var series : result(prometheus, expression)) {
            if (Math.abs(value(series) - System.currentTimeMillis()) < LIMIT.toMillis() * 3) {
                return true;
            }
        }
        return false;
    }

    private static List<String> metricsOfAlerts() throws IOException {
        var metrics = METRIC.matcher(Files.readString(OBSERVABILITY.resolve("alerts.yml")))
                .results()
                .map(match -> match.group())
                .distinct()
                .toList();
        assertThat(metrics).hasSizeGreaterThan(8);
        return metrics;
    }

    /** Each series has the labels of the legend, and a value that the unit allows. */
    private static void assertMeans(Query query, JsonNode result) {
        var labels = LEGEND_LABEL
                .matcher(query.legend())
                .results()
                .map(match -> match.group(1))
                .toList();
        for (var series : result) {
            assertThat(labels)
                    .as(query.toString())
                    .allMatch(label -> series.path("metric").has(label));
            var value = value(series);
            if (Double.isNaN(value)) {
                continue;
            }
            assertThat(value).as(query.toString()).isNotNegative();
            switch (query.unit()) {
                case "s" -> {
                    assertThat(query.expression()).contains("_seconds");
                    assertThat(value).as(query.toString()).isLessThan(60);
                }
                case "bytes" -> {
                    assertThat(query.expression()).contains("_bytes");
                    assertThat(value).as(query.toString()).isGreaterThan(1000);
                }
                case "percentunit" -> assertThat(value).as(query.toString()).isLessThanOrEqualTo(1);
                case "short" -> assertThat(query.expression()).doesNotContain("_bytes");
                default -> throw new AssertionError("A unit that this test does not know: " + query);
            }
        }
    }

    private Process startExporter(Map<String, String> ports) throws IOException {
        // Compose gives Redis no port of this machine, but an address.
        var networks =
                cluster.inspect("redis").getNetworkSettings().getNetworks().values();
        var address = networks.iterator().next().getIpAddress();
        var builder = command(
                "exporter", Program.REDIS_EXPORTER, "-web.listen-address", "127.0.0.1:" + ports.get("EXPORTER"));
        builder.environment().put("REDIS_ADDR", "redis://" + address + ":6379");
        builder.environment().put("REDIS_PASSWORD", ComposeCluster.REDIS_PASSWORD);
        return builder.start();
    }

    private Process startPrometheus(Map<String, String> ports) throws IOException {
        var configuration = Files.readString(OBSERVABILITY.resolve("prometheus.yml"))
                .replace("_interval: 5s", "_interval: 1s")
                .replace("/etc/prometheus/", OBSERVABILITY.toAbsolutePath() + "/")
                .replace("redis-exporter:9121", "127.0.0.1:" + ports.get("EXPORTER"))
                .replace("host.docker.internal:9464", "127.0.0.1:" + ports.get("LOAD_TEST"))
                .replace("haproxy:8404", cluster.url("STATS_PORT", "").getAuthority());
        for (var part : List.of("emulator1:8001", "emulator2:8002", "centrifugo1:8100", "centrifugo2:8200")) {
            var port = part.replaceFirst(":.*", "").toUpperCase(Locale.ROOT) + "_PORT";
            configuration = configuration.replace(part, cluster.url(port, "").getAuthority());
        }
        var file = Files.writeString(folder.resolve("prometheus.yml"), configuration);
        return command(
                        "prometheus",
                        Program.PROMETHEUS,
                        "--config.file=" + file,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + ports.get("PROMETHEUS"))
                .start();
    }

    private ProcessBuilder command(String name, Program program, String... arguments) {
        var command = new ArrayList<String>(List.of(program.path().toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile());
    }

    private boolean isReady(String prometheus) {
        try {
            return cluster.get(URI.create(prometheus + "/-/ready")).statusCode() == 200;
        } catch (CompletionException e) {
            // It has only just been started.
            return false;
        }
    }

    private boolean hasData(String prometheus, String expression) {
        for (var series : result(prometheus, expression)) {
            if (!Double.isNaN(value(series))) {
                return true;
            }
        }
        return false;
    }

    private JsonNode result(String prometheus, String expression) {
        var query = URLEncoder.encode(expression, StandardCharsets.UTF_8);
        var reply = cluster.get(URI.create(prometheus + "/api/v1/query?query=" + query));
        try {
            var body = new JsonMapper().readTree(reply.body());
            assertThat(body.path("status").asText()).as(reply.body()).isEqualTo("success");
            return body.path("data").path("result");
        } catch (IOException e) {
            throw new AssertionError(reply.body(), e);
        }
    }

    private static double value(JsonNode series) {
        return Double.parseDouble(series.path("value").path(1).asText().replace("Inf", "Infinity"));
    }
}
