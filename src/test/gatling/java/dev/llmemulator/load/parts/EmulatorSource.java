package dev.llmemulator.load.parts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.llmemulator.load.settings.ServerUrl;
import dev.llmemulator.load.settings.Trust;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** An emulator, by its metrics; by its {@code /health} alone where it shows no metrics. */
final class EmulatorSource implements Source {
    private static final String PREFIX = "llm_emulator_";
    /** Why it refuses questions that it would else have taken. */
    private static final Set<String> FULL = Set.of("places", "lag");

    /** What it is asked for. A metric that is missing here is not on the page. */
    static final List<String> METRICS = List.of(
            PREFIX + "answers_limit",
            PREFIX + "answers_under_way",
            PREFIX + "batch_window_seconds",
            PREFIX + "lag_seconds",
            PREFIX + "refused_total",
            PREFIX + "tokens_published_total",
            "process_cpu_seconds_total",
            "process_files_max_files",
            "process_files_open_files",
            "process_resident_memory_bytes",
            "process_start_time_seconds",
            "system_cpu_count");

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final WebPage metrics;
    private final WebPage health;
    private boolean hasMetrics = true;
    private double startedAt = Double.NaN;

    EmulatorSource(ServerUrl server, Trust trust, Duration timeout) {
        metrics = new WebPage(server, "/metrics" + WebPage.namesOnly(METRICS), trust, timeout);
        health = new WebPage(server, "/health", trust, timeout);
    }

    @Override
    public void read(Reading into) throws IOException {
        if (hasMetrics) {
            try {
                readMetrics(PrometheusText.parse(metrics.get()), into);
                return;
            } catch (WebPage.StatusException e) {
                // Earlier versions have no such page, and those of others may keep it to themselves.
                if (e.status() / 100 != 4) {
                    throw e;
                }
                hasMetrics = false;
            }
        }
        readHealth(JSON.readTree(health.get()), into);
    }

    private void readMetrics(PrometheusText text, Reading into) throws IOException {
        var answers = text.sum(PREFIX + "answers_under_way");
        if (Double.isNaN(answers)) {
            throw new IOException("its page has no metrics of an emulator");
        }
        startedAt = text.sum("process_start_time_seconds");
        into.set(PartFigure.CPU_SECONDS, text.sum("process_cpu_seconds_total"))
                .set(PartFigure.MEMORY_BYTES, text.sum("process_resident_memory_bytes"))
                .set(PartFigure.OPEN_FILES, text.sum("process_files_open_files"))
                .set(PartFigure.OPEN_FILES_LIMIT, text.sum("process_files_max_files"))
                .set(PartFigure.PROCESSORS, text.sum("system_cpu_count"))
                .set(PartFigure.PLACES, answers)
                .set(PartFigure.PLACES_LIMIT, text.sum(PREFIX + "answers_limit"))
                .set(PartFigure.TOKENS, text.sum(PREFIX + "tokens_published_total"))
                .set(
                        PartFigure.DROPPED,
                        text.sum(PREFIX + "refused_total", labels -> FULL.contains(labels.getOrDefault("reason", ""))))
                .set(PartFigure.LAG_SECONDS, text.sum(PREFIX + "lag_seconds"))
                .set(PartFigure.LINGER_SECONDS, text.sum(PREFIX + "batch_window_seconds"));
    }

    private static void readHealth(JsonNode health, Reading into) throws IOException {
        if (!health.path("answers").isNumber()) {
            throw new IOException("its /health does not tell how many answers are under way");
        }
        into.set(PartFigure.PLACES, health.path("answers").asDouble())
                .set(PartFigure.TOKENS, health.path("published").asDouble(Double.NaN))
                .set(PartFigure.LAG_SECONDS, health.path("lag_ms").asDouble(Double.NaN) / 1e3)
                .set(PartFigure.LINGER_SECONDS, health.path("linger_ms").asDouble(Double.NaN) / 1e3);
    }

    @Override
    public double startedAt() {
        return startedAt;
    }

    @Override
    public void close() {
        metrics.close();
        health.close();
    }
}
