package dev.llmemulator.load.outlets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.sun.net.httpserver.HttpServer;
import dev.llmemulator.Waiting;
import dev.llmemulator.load.chaos.CausedFault;
import dev.llmemulator.load.client.Anomaly;
import dev.llmemulator.load.client.AnomalyKind;
import dev.llmemulator.load.measure.Ending;
import dev.llmemulator.load.measure.Measurements;
import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.measure.TokenTimes;
import dev.llmemulator.load.objectives.Objectives;
import dev.llmemulator.load.report.Verdict;
import dev.llmemulator.load.settings.Outlets;
import dev.llmemulator.metrics.MetricsPage;
import dev.llmemulator.settings.InvalidSettingException;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the load test tells Prometheus and OpenTelemetry, against what it measured. */
@Timeout(60)
class RunMetricsTest {
    private static final Outlets SCRAPED = new Outlets(null, new Outlets.Listen("127.0.0.1", 0), null);
    private static final Instant ENDED = Instant.ofEpochMilli(1_000_000_042_500L);
    private static final int TOKENS = 20_000;
    private static final Objectives OBJECTIVES =
            Objectives.parse("delay.p95<20ms, ttft.p50<=15.5ms, failed<20%, ratio.p50<5, goodput>0.1/s");
    private static final List<String> OF_RUN = List.of("run", "simulation");

    private final Measurements measurements = new Measurements();

    private final class Example implements RunMetrics.Run {
        private volatile @Nullable String id = "streamedanswers-1";
        private volatile List<CausedFault> faults = List.of(
                new CausedFault(List.of("delay", "centrifugo-redis", "300"), 1, 1.5, 1.6, ""),
                new CausedFault(List.of("kill", "redis"), 2, null, null, "the run ended before"));

        @Override
        public @Nullable String id() {
            return id;
        }

        @Override
        public long expected() {
            return 7;
        }

        @Override
        public Instant started() {
            return Instant.ofEpochSecond(1_000_000_000);
        }

        @Override
        public Verdict verdict() {
            return judged(Verdict.Outcome.RUNNING);
        }

        @Override
        public List<CausedFault> faults() {
            return faults;
        }

        @Override
        public Histogram latenessUs() {
            var histogram = new Histogram(3);
            histogram.recordValueWithCount(2_000, TOKENS);
            return histogram;
        }
    }

    /** Every kind of figure has values; the delay of the first half of the tokens is 10 ms, that of the others 30 ms. */
    private void measure() {
        measurements.answerStarted(1);
        measurements.answerStarted(1);
        measurements.answerStarted(1);
        measurements.answerPassed(2);
        var lost = new Anomaly(AnomalyKind.LOST, 3, 3, "token 3 never came");
        measurements.answerFailed(3, "lost token", List.of(lost));
        measurements.endings().ended(Ending.WHOLE, List.of(), null);
        measurements.endings().ended(Ending.SILENT, List.of(lost), "lost token");
        for (var i = 0; i < TOKENS; i++) {
            measurements.tokenReceived(i);
            var us = i < TOKENS / 2 ? 10_000 : 30_000;
            measurements.recordDelay(new TokenTimes(i, i, i + us, i + us));
            for (var metric : Metric.values()) {
                if (metric != Metric.TOKEN_DELAY && metric != Metric.TOKEN_DELIVERY) {
                    measurements.record(metric, 15_000, i);
                }
            }
        }
    }

    private Verdict judged(Verdict.Outcome outcome) {
        return new Verdict(
                outcome,
                outcome == Verdict.Outcome.RUNNING ? Verdict.Ending.RUNNING : Verdict.Ending.COMPLETE,
                "",
                List.of(),
                OBJECTIVES.judge(measurements.figures(TOKENS)));
    }

    private static MetricsPage page(RunMetrics metrics) {
        return MetricsPage.of(Objects.requireNonNull(metrics.url()));
    }

    private static void awaitSome(RunMetrics metrics) {
        var url = Objects.requireNonNull(metrics.url());
        Waiting.until(
                "the metrics are there",
                () -> MetricsPage.get(url, "*/*").body().contains("llm_load_tokens_total"));
    }

    private void awaitAll(RunMetrics metrics) {
        awaitSome(metrics);
        // Quantiles are computed once in a while, and at the end.
        metrics.end(judged(Verdict.Outcome.FAILED), ENDED);
    }

    @Test
    void page_runThatMeasured_hasTheMetricsThatTheDocumentationLists() throws Exception {
        measure();
        try (var metrics = RunMetrics.start(SCRAPED, "StreamedAnswers", measurements, new Example())) {
            awaitAll(metrics);
            var exported = new TreeMap<String, String>();
            for (var family : page(metrics).families().values()) {
                assertThat(family.samples())
                        .allSatisfy(sample -> assertThat(sample.labels())
                                .containsEntry("simulation", "StreamedAnswers")
                                .containsEntry("run", "streamedanswers-1"));
                var labels = family.samples().stream()
                        .flatMap(sample -> sample.labels().keySet().stream())
                        .filter(label -> !OF_RUN.contains(label));
                var unit = Pattern.compile("_(seconds|ratio)$").matcher(family.name());
                exported.put(family.name(), row(family.type(), labels, unit.find() ? unit.group(1) : ""));
            }
            assertThat(exported).isEqualTo(documented());
        }
    }

    private static Map<String, String> documented() throws IOException {
        var rows = new TreeMap<String, String>();
        Pattern.compile("(?m)^\\| `(llm_load_[a-z_]+)` \\| ([a-z]+) \\| (.*?) ?\\| (.*?) ?\\| .+ \\|$")
                .matcher(Files.readString(Path.of("docs/observability.md")))
                .results()
                .forEach(match -> assertThat(rows.put(
                                match.group(1),
                                row(
                                        match.group(2),
                                        Arrays.stream(
                                                match.group(3).replace("`", "").split(", ")),
                                        match.group(4))))
                        .as("another row of " + match.group(1))
                        .isNull());
        return rows;
    }

    private static String row(String type, Stream<String> labels, String unit) {
        return "%s | %s | %s".formatted(type, labels.distinct().sorted().collect(Collectors.joining(", ")), unit);
    }

    @Test
    void page_runThatMeasured_tellsWhatWasMeasured() {
        measure();
        try (var metrics = RunMetrics.start(SCRAPED, "S", measurements, new Example())) {
            awaitAll(metrics);
            var page = page(metrics);
            assertThat(page.sum("llm_load_answers_total", "end", "whole")).isEqualTo(1);
            assertThat(page.sum("llm_load_answers_total", "end", "silent")).isEqualTo(1);
            assertThat(page.sum("llm_load_answers_total")).isEqualTo(2);
            assertThat(page.sum("llm_load_answers_under_way")).isEqualTo(1);
            assertThat(page.sum("llm_load_answers_expected")).isEqualTo(7);
            assertThat(page.sum("llm_load_tokens_total")).isEqualTo(TOKENS);
            assertThat(page.sum("llm_load_violations_total", "kind", "lost")).isEqualTo(1);
            assertThat(page.sum("llm_load_violations_total")).isEqualTo(1);
            assertThat(quantile(page, "llm_load_token_delay_seconds", "0.5")).isCloseTo(0.010, within(1e-4));
            assertThat(quantile(page, "llm_load_token_delay_seconds", "0.999")).isCloseTo(0.030, within(1e-4));
            assertThat(quantile(page, "llm_load_ttft_seconds", "0.99")).isCloseTo(0.015, within(1e-4));
            assertThat(quantile(page, "llm_load_answer_over_ideal_ratio", "0.95"))
                    .isCloseTo(1.5, within(1e-2));
            assertThat(quantile(page, "llm_load_event_loop_lateness_seconds", "0.99"))
                    .isCloseTo(0.002, within(1e-4));
        }
    }

    @Test
    void page_runThatEnded_tellsVerdictAndObjectives() {
        measure();
        try (var metrics = RunMetrics.start(SCRAPED, "S", measurements, new Example())) {
            awaitSome(metrics);
            assertThat(page(metrics).sum("llm_load_verdict", "verdict", "running"))
                    .isEqualTo(1);
            assertThat(page(metrics).sum("llm_load_verdict")).isEqualTo(1);
            assertThat(page(metrics).families()).doesNotContainKey("llm_load_end_timestamp_seconds");
            awaitAll(metrics);
            var page = page(metrics);
            assertThat(page.sum("llm_load_verdict", "verdict", "failed")).isEqualTo(1);
            assertThat(page.sum("llm_load_verdict")).isEqualTo(1);
            assertThat(page.sum("llm_load_begin_timestamp_seconds")).isEqualTo(1e9);
            assertThat(page.sum("llm_load_end_timestamp_seconds")).isEqualTo(1e9 + 42.5);
            for (var judged : OBJECTIVES.judge(measurements.figures(TOKENS))) {
                var objective = judged.objective().text();
                assertThat(page.sum("llm_load_objective_state", "objective", objective))
                        .isEqualTo(1);
                assertThat(page.sum(
                                "llm_load_objective_state",
                                "objective",
                                objective,
                                "state",
                                judged.state().name().toLowerCase(Locale.ROOT)))
                        .isEqualTo(1);
            }
            assertThat(page.sum("llm_load_objective_limit", "objective", "delay.p95<20ms", "unit", "seconds"))
                    .isEqualTo(0.020);
            assertThat(page.sum("llm_load_objective_value", "objective", "delay.p95<20ms", "unit", "seconds"))
                    .isCloseTo(0.030, within(1e-4));
            assertThat(page.sum("llm_load_objective_limit", "objective", "failed<20%", "unit", "ratio"))
                    .isEqualTo(0.2);
            assertThat(page.sum("llm_load_objective_value", "objective", "failed<20%", "unit", "ratio"))
                    .isEqualTo(0.5);
            assertThat(page.sum("llm_load_objective_limit", "objective", "ratio.p50<5", "unit", "ratio"))
                    .isEqualTo(5);
            assertThat(page.sum("llm_load_objective_limit", "objective", "goodput>0.1/s", "unit", "per_second"))
                    .isEqualTo(0.1);
        }
    }

    @Test
    void page_faultsThatBeginDuringTheRun_tellsWhich() {
        var run = new Example();
        measurements.answerStarted(2_000_000);
        try (var metrics = RunMetrics.start(SCRAPED, "S", measurements, run)) {
            awaitSome(metrics);
            Waiting.until(
                    "the first fault is told of",
                    () -> page(metrics).sum("llm_load_faults_total", "fault", "delay 300", "part", "centrifugo-redis")
                            == 1);
            assertThat(page(metrics).sum("llm_load_last_fault_timestamp_seconds"))
                    .isEqualTo(3.5);
            assertThat(page(metrics)
                            .value(
                                    "llm_load_faults_total",
                                    "fault",
                                    "kill",
                                    "part",
                                    "redis",
                                    "simulation",
                                    "S",
                                    "run",
                                    "streamedanswers-1"))
                    .isZero();
            run.faults = List.of(
                    new CausedFault(List.of("kill", "redis"), 2, 2.25, 2.5, ""),
                    new CausedFault(List.of("kill", "redis"), 8, 8.0, null, "it did not end"));
            Waiting.until(
                    "both are told of",
                    () -> page(metrics).sum("llm_load_faults_total", "fault", "kill", "part", "redis") == 2);
            assertThat(page(metrics).sum("llm_load_last_fault_timestamp_seconds", "fault", "kill", "part", "redis"))
                    .isEqualTo(10);
        }
    }

    @Test
    void longestWait_nobodyScrapes_isNone() {
        try (var metrics = RunMetrics.start(SCRAPED, "S", measurements, new Example())) {
            metrics.end(judged(Verdict.Outcome.PASSED), ENDED);
            assertThat(metrics.longestWait()).as("nobody scrapes").isZero();
        }
    }

    private static Offset<Double> within(double offset) {
        return Offset.offset(offset);
    }

    private static double quantile(MetricsPage page, String name, String quantile) {
        return page.value(name, "quantile", quantile, "window", "run", "simulation", "S", "run", "streamedanswers-1");
    }

    @Test
    void page_fewValues_leavesOutQuantilesThatTheyCannotTell() {
        for (var i = 0; i < 20; i++) {
            measurements.record(Metric.TTFT, 5_000, i);
        }
        try (var metrics = RunMetrics.start(SCRAPED, "S", measurements, new Example())) {
            awaitAll(metrics);
            var page = page(metrics);
            assertThat(page.samples().filter(each -> each.name().equals("llm_load_ttft_seconds")))
                    .extracting(sample -> sample.labels().get("quantile"))
                    .containsOnly("0.5");
            assertThat(page.families()).doesNotContainKey("llm_load_answer_seconds");
        }
    }

    @Test
    void page_runWithoutAName_isEmptyUntilItHasOne() {
        var run = new Example();
        run.id = null;
        try (var metrics = RunMetrics.start(SCRAPED, "S", measurements, run)) {
            var url = Objects.requireNonNull(metrics.url());
            assertThat(MetricsPage.get(url, "*/*").body()).isBlank();
            run.id = "s-2";
            Waiting.until(
                    "it has metrics", () -> MetricsPage.get(url, "*/*").body().contains("run=\"s-2\""));
            assertThat(MetricsPage.openMetrics(MetricsPage.get(url, MetricsPage.OPEN_METRICS)
                                    .body())
                            .families())
                    .containsKey("llm_load_tokens");
        }
    }

    @Test
    void push_receiver_getsTheLastStateOfTheRun() throws Exception {
        Queue<ExportMetricsServiceRequest> requests = new ConcurrentLinkedQueue<>();
        var receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/v1/metrics", exchange -> {
            requests.add(ExportMetricsServiceRequest.parseFrom(
                    exchange.getRequestBody().readAllBytes()));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        receiver.start();
        var url = URI.create(
                "http://127.0.0.1:%d/v1/metrics".formatted(receiver.getAddress().getPort()));
        try (var metrics = RunMetrics.start(
                new Outlets(null, null, url), "S", measurements, new Example(), Duration.ofSeconds(1))) {
            Waiting.until(
                    "it pushes by itself",
                    () -> requests.stream().anyMatch(each -> each.toString().contains("llm.load.tokens")));
            measure();
            metrics.end(judged(Verdict.Outcome.FAILED), ENDED);
        } finally {
            receiver.stop(0);
        }
        var last = requests.stream().reduce((any, next) -> next).orElseThrow();
        assertThat(points(last, "llm.load.tokens"))
                .singleElement()
                .satisfies(point -> assertThat(point.getAsDouble()).isEqualTo(TOKENS))
                .satisfies(point -> assertThat(point.getAttributesList())
                        .extracting(KeyValue::getKey, each -> each.getValue().getStringValue())
                        .contains(tuple("simulation", "S"), tuple("run", "streamedanswers-1")));
        assertThat(points(last, "llm.load.token.delay"))
                .extracting(NumberDataPoint::getAsDouble)
                .anySatisfy(seconds -> assertThat(seconds).isCloseTo(0.030, within(1e-4)));
    }

    private static List<NumberDataPoint> points(ExportMetricsServiceRequest request, String name) {
        return request.getResourceMetricsList().stream()
                .flatMap(resource -> resource.getScopeMetricsList().stream())
                .flatMap(scope -> scope.getMetricsList().stream())
                .filter(metric -> metric.getName().equals(name))
                .flatMap(metric -> Stream.concat(
                        metric.getGauge().getDataPointsList().stream(), metric.getSum().getDataPointsList().stream()))
                .toList();
    }

    @Test
    void start_portTaken_namesSettingAndAddress() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var outlets = new Outlets(null, new Outlets.Listen("127.0.0.1", taken.getLocalPort()), null);
            assertThatThrownBy(() -> RunMetrics.start(outlets, "S", measurements, new Example()))
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessage("Setting -Dmetrics: cannot listen on 127.0.0.1:%d: Address already in use"
                            .formatted(taken.getLocalPort()));
        }
    }
}
