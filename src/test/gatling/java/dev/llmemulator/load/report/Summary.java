package dev.llmemulator.load.report;

import static dev.llmemulator.load.measure.Percentiles.MILLISECOND;

import dev.llmemulator.load.measure.ClockReport;
import dev.llmemulator.load.measure.Figures;
import dev.llmemulator.load.measure.Measurements;
import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.measure.Percentiles;
import dev.llmemulator.load.settings.LoadSettings;
import dev.llmemulator.load.watch.SelfCheck;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What a run has to say at its end; the console block and the files {@code summary.*} are views of it.
 *
 * @param simulation simple name of the simulation
 * @param started when the measurement began
 * @param expected answers that were asked for
 * @param clock of the servers, as known when the run ended
 * @param cpuSeconds that this process spent while it measured; embedded servers included
 * @param folder of Gatling's report; null if the run never got so far
 * @param endpoints where the servers were reached
 * @param versions of what took part, by name
 */
public record Summary(
        String simulation,
        Instant started,
        LoadSettings settings,
        String endpoints,
        long expected,
        Verdict verdict,
        Figures figures,
        ClockReport clock,
        WarmUpResult warmUp,
        SelfCheck selfCheck,
        double cpuSeconds,
        @Nullable Path folder,
        Map<String, String> versions) {
    /** The name of the file beside Gatling's report. */
    public static final String FILE_NAME = "summary.json";

    /** Spans in milliseconds; those without a value are left out. */
    Map<Metric, Percentiles> spans() {
        var spans = new EnumMap<Metric, Percentiles>(Metric.class);
        figures.spans().forEach((metric, histogram) -> {
            Percentiles percentiles =
                    metric.isOfTokens() ? ofTokens(histogram) : Percentiles.of(histogram, MILLISECOND);
            if (percentiles != null) {
                spans.put(metric, percentiles);
            }
        });
        return spans;
    }

    /** Percentiles of what was measured at every token, in milliseconds; the tokens of an answer count as one value. */
    @Nullable
    Percentiles ofTokens(Histogram histogram) {
        return Percentiles.of(histogram, MILLISECOND, figures.passed() + figures.failed());
    }

    /** Why nothing is known of where delays came from. */
    String whyNoBreakdown() {
        if (figures.tokens() == 0) {
            return "no token came";
        }
        return clock.isKnown()
                ? "no token came with the times at which it was due and sent"
                : "the servers' clock cannot be compared with ours: " + clock.trouble();
    }

    /** Answer time as a multiple of its ideal; null where the ideal is no time at all. */
    @Nullable
    Percentiles answerOverIdeal() {
        return Percentiles.of(figures.ratios(), Measurements.RATIO_ONE);
    }

    /** From request to last token, were the system infinitely fast, in milliseconds; null where that differs from answer to answer. */
    @Nullable
    Double idealAnswerMs() {
        var ideal = settings.idealAnswer();
        return ideal == null ? null : ideal.toNanos() / 1e6;
    }

    /** CPU time of this process for each token, in microseconds; 0 without tokens. */
    double cpuUsPerToken() {
        return figures.tokens() == 0 ? 0 : cpuSeconds * 1e6 / figures.tokens();
    }

    /** The settings as given by {@code -D}, without secrets and what the model draws. */
    Map<String, Object> settingsByName() {
        var answers = settings.answers();
        var byName = new LinkedHashMap<String, Object>();
        var arrivals = settings.arrivals();
        if (arrivals != null) {
            byName.put("rate", arrivals.perSecond());
            byName.put("duration", arrivals.during().toNanos() / 1e9);
        }
        byName.put("clients", settings.clients());
        byName.put("cycles", settings.cycles());
        byName.put("model", answers.model());
        if (answers.length() != null) {
            byName.put("length", answers.length());
        }
        if (answers.delay() != null) {
            byName.put("delay", answers.delay().toNanos() / 1e9);
        }
        if (answers.ttft() != null) {
            byName.put("ttft", answers.ttft().toNanos() / 1e9);
        }
        byName.put("maxConcurrent", settings.maxConcurrent());
        byName.put("target", settings.target().name());
        byName.put("ramp", settings.ramp().toNanos() / 1e9);
        byName.put("think", settings.think().toNanos() / 1e9);
        byName.put("warmup", settings.warmUp().toNanos() / 1e9);
        byName.put("connectTimeout", settings.connectTimeout().toNanos() / 1e9);
        byName.put("answerTimeout", settings.answerTimeout().toNanos() / 1e9);
        byName.put("seed", settings.seed());
        byName.put("maxErrors", settings.maxErrors());
        byName.put("tokenRows", settings.tokenRows());
        byName.put("sameClock", settings.sameClock());
        byName.put("maxLateness", settings.maxLateness().toNanos() / 1e9);
        return byName;
    }
}
