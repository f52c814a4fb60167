package dev.llmemulator.load.report;

import dev.llmemulator.load.capacity.CapacityReport;
import dev.llmemulator.load.chaos.FaultReport;
import dev.llmemulator.load.measure.ClockReport;
import dev.llmemulator.load.measure.Figures;
import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.measure.Percentiles;
import dev.llmemulator.load.measure.Unit;
import dev.llmemulator.load.objectives.GoodAnswer;
import dev.llmemulator.load.parts.PartsReport;
import dev.llmemulator.load.settings.LoadSettings;
import dev.llmemulator.load.settings.Transport;
import dev.llmemulator.load.watch.SelfCheck;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * The result of a run. The console block and the files {@code summary.*} are views of it.
 *
 * @param expected answers that were asked for
 * @param cpuSeconds CPU time of this process during the measurement, including embedded servers
 * @param parts what the parts of the cluster told and cost during the measurement
 * @param folder of Gatling's report; null if the run did not get that far
 * @param faults what was done to the cluster meanwhile; null if nothing was planned
 * @param observation what the simulation found besides; null for nothing
 * @param capacity what a search for it has found; null if there was none
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
        PartsReport parts,
        @Nullable Path folder,
        Map<String, String> versions,
        @Nullable FaultReport faults,
        @Nullable Observation observation,
        @Nullable CapacityReport capacity) {
    /** The percentiles of each metric that has a value, in the order of the table of metrics. */
    Map<Metric, Percentiles> percentiles() {
        var all = new EnumMap<Metric, Percentiles>(Metric.class);
        for (Metric metric : figures.recorded().keySet()) {
            var percentiles = percentiles(metric);
            if (percentiles != null) {
                all.put(metric, percentiles);
            }
        }
        return all;
    }

    /** The percentiles of a metric; null if it has no value. */
    @Nullable
    Percentiles percentiles(Metric metric) {
        var histogram = figures.histogram(metric);
        return metric.has(Metric.Trait.PER_TOKEN)
                ? ofTokens(histogram, metric.unit())
                : Percentiles.of(histogram, metric.unit());
    }

    /** The percentiles of what every token has; the tokens of an answer count as one value. Null if there is none. */
    @Nullable
    Percentiles ofTokens(Histogram histogram, Unit unit) {
        return Percentiles.of(histogram, unit, figures.passed() + figures.failed());
    }

    /** The label of a metric's row, with the ideal if all answers have the same. */
    String label(Metric metric) {
        var idealMs = idealAnswerMs();
        if (metric == Metric.TOKEN_DELIVERY && proof() != null) {
            return "LLM to browser (sent to received)";
        }
        return metric == Metric.ANSWER_OVER_IDEAL && idealMs != null
                ? String.format(Locale.ROOT, "%s (%.0f ms)", metric.label(), idealMs)
                : metric.label();
    }

    /** What the run can prove; null if the answers came in our own format, which proves all of it. */
    @Nullable
    Proof proof() {
        var profile = settings.profile();
        var timed = figures.histogram(Metric.TOKEN_DELIVERY).getTotalCount() > 0;
        if (settings.transport() == Transport.SSE) {
            return settings.traced() ? Proof.ofEventStream(clock.isKnown()) : Proof.ofForeignStream();
        }
        return profile == null ? null : Proof.of(profile, clock.isKnown(), timed);
    }

    /** What makes an answer a good one; null if nothing says that. */
    @Nullable
    GoodAnswer good() {
        return settings.objectives().good();
    }

    /** Why not all faults of the plan were caused; empty if they were, or if there is no plan. */
    String faultTrouble() {
        return faults == null ? "" : faults.trouble();
    }

    @Nullable
    String run() {
        return folder == null ? null : String.valueOf(folder.getFileName());
    }

    String whyNoBreakdown() {
        if (figures.tokens() == 0) {
            return "no token came";
        }
        return clock.isKnown()
                ? "no token came with the times at which it was due and sent"
                : "the servers' clock cannot be compared with ours: " + clock.trouble();
    }

    /** The time of an answer on an infinitely fast system, in milliseconds; null where it differs from answer to answer. */
    @Nullable
    Double idealAnswerMs() {
        var ideal = settings.idealAnswer();
        return ideal == null ? null : ideal.toNanos() / 1e6;
    }

    double cpuUsPerToken() {
        return figures.tokens() == 0 ? 0 : cpuSeconds * 1e6 / figures.tokens();
    }

    /** The settings by the names that {@code -D} has for them, without secrets and without what the model draws. */
    Map<String, Object> settingsByName() {
        var answers = settings.answers();
        var arrivals = settings.arrivals();
        var byName = new LinkedHashMap<String, @Nullable Object>();
        byName.put("rate", arrivals == null ? null : arrivals.perSecond());
        byName.put("arrivals", arrivals == null ? null : arrivals.pattern());
        byName.put("burstiness", arrivals == null || arrivals.isEven() ? null : arrivals.burstiness());
        byName.put("duration", seconds(arrivals == null ? settings.repeatFor() : arrivals.during()));
        settings.shapes().putInto(byName, arrivals);
        byName.put("capacityIn", capacity == null ? null : settings.capacity().in());
        byName.put(
                "budget", capacity == null ? null : seconds(settings.capacity().budget()));
        byName.put("clients", settings.clients());
        byName.put("cycles", settings.cycles());
        byName.put("model", settings.models());
        byName.put("length", settings.shapes().recording() == null ? answers.length() : null);
        byName.put("delay", seconds(answers.delay()));
        byName.put("ttft", seconds(answers.ttft()));
        byName.put("maxConcurrent", settings.maxConcurrent());
        byName.put("target", settings.target().name());
        byName.put("transport", settings.transport().label());
        byName.put(
                "profile",
                settings.profile() == null ? null : settings.profile().name());
        byName.put("ramp", seconds(settings.ramp()));
        byName.put("think", seconds(settings.think()));
        byName.put("reuse", settings.reuse());
        byName.put("warmup", seconds(settings.warmUp()));
        byName.put("connectTimeout", seconds(settings.connectTimeout()));
        byName.put("answerTimeout", seconds(settings.answerTimeout()));
        byName.put("seed", settings.seed());
        byName.put(
                "slo",
                settings.objectives().isEmpty() ? null : settings.objectives().toString());
        byName.put("good", good() == null ? null : String.valueOf(good()));
        byName.put("maxErrors", settings.maxErrors());
        byName.put("tokenRows", settings.tokenRows());
        byName.put("sameClock", settings.sameClock());
        byName.put("maxLateness", seconds(settings.maxLateness()));
        byName.put(
                "faults", settings.faults() == null ? null : settings.faults().name());
        byName.values().removeIf(Objects::isNull);
        return byName;
    }

    private static @Nullable Double seconds(@Nullable Duration duration) {
        return duration == null ? null : Double.valueOf(duration.toNanos() / 1e9);
    }
}
