package dev.llmemulator.load.report;

import dev.llmemulator.load.measure.Figures;
import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.measure.Percentile;
import dev.llmemulator.load.measure.Percentiles;
import dev.llmemulator.load.objectives.Judged.State;
import dev.llmemulator.load.settings.Transport;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A run in one sentence that anybody understands. It claims no more than was measured. */
final class Sentence {
    private Sentence() {}

    static String of(Summary summary) {
        var figures = summary.figures();
        if (summary.capacity() != null && !summary.capacity().steps().isEmpty()) {
            return summary.capacity().sentence();
        }
        var complete = figures.passed() + " of " + summary.expected() + " answers";
        var observation = summary.observation();
        if (observation != null
                && observation.headline() != null
                && summary.verdict().ending() == Verdict.Ending.COMPLETE
                && summary.verdict().outcome() != Verdict.Outcome.INVALID) {
            return observation.sentence();
        }
        return switch (summary.verdict().outcome()) {
            case PASSED -> answers(figures, summary.expected(), ", which this run allows") + lateness(summary) + ".";
            case UNDECIDED ->
                answers(figures, summary.expected(), ", which this run allows") + lateness(summary)
                        + ". Whether the run meets its objectives cannot be told.";
            case INVALID ->
                summary.faultTrouble().isEmpty()
                        ? "The " + (summary.selfCheck().fit() ? "emulator" : "load test")
                                + " itself could not keep up, so the figures do not describe the system."
                        : "Not all faults of the plan were caused, so the run does not show what it was to show.";
            case INTERRUPTED ->
                figures.tokens() == 0
                        ? "The run was stopped before it measured anything."
                        : "The run was stopped early: " + complete
                                + " had arrived complete, so the figures describe only a part of it.";
            case RUNNING ->
                figures.tokens() == 0
                        ? "Nothing is measured yet."
                        : complete + " have arrived complete so far, " + figures.failed() + " failed"
                                + lateness(summary) + ".";
            case FAILED ->
                summary.verdict().ending() == Verdict.Ending.CRASHED
                        ? "The run broke down: " + complete
                                + " had arrived complete, so the figures describe only a part of it."
                        : answers(figures, summary.expected(), damage(figures)) + lateness(summary) + "."
                                + missed(summary);
        };
    }

    private static String answers(Figures figures, long expected, String ofFailed) {
        if (figures.passed() == expected) {
            return expected == 1 ? "The only answer arrived complete" : "All " + expected + " answers arrived complete";
        }
        var unfinished = expected - figures.passed() - figures.failed();
        return (figures.passed() == 0 ? "None" : figures.passed()) + " of " + expected + " answers arrived complete"
                + (figures.failed() > 0 ? ", " + figures.failed() + " failed" + ofFailed : "")
                + (unfinished > 0 ? ", " + unfinished + " never ended" : "");
    }

    private static String missed(Summary summary) {
        var missed = summary.verdict().count(State.MISSED);
        var all = summary.verdict().objectives().size();
        return missed == 0
                ? ""
                : all == 1
                        ? " The run missed its objective."
                        : " The run missed " + missed + " of its " + all + " objectives.";
    }

    private static String damage(Figures figures) {
        return figures.anomalyCount() == 0 ? "" : ", some with lost or damaged tokens";
    }

    private static String lateness(Summary summary) {
        if (summary.figures().passed() == 0) {
            return "";
        }
        var delay = summary.percentiles(Metric.TOKEN_DELAY);
        if (delay != null) {
            return "; " + lateness(delay);
        }
        var delivery =
                summary.settings().profile() == null && summary.settings().transport() != Transport.SSE
                        ? null
                        : summary.percentiles(Metric.TOKEN_DELIVERY);
        return delivery == null
                ? "; how late tokens were is not known"
                : "; from the LLM to the browser "
                        + late("the slowest 1 % of tokens", delivery.p99(), "took")
                                .or(() -> late("the slowest 5 % of tokens", delivery.p95(), "took"))
                                .or(() -> late("the slower half of the tokens", delivery.p50(), "took"))
                                .orElse("too few tokens came to say how long the slow ones took");
    }

    private static String lateness(Percentiles delay) {
        return late("the slowest 1 % of tokens", delay.p99())
                .or(() -> late("the slowest 5 % of tokens", delay.p95()))
                .or(() -> late("the slower half of the tokens", delay.p50()))
                .orElse("too few tokens came to say how late the slow ones are");
    }

    private static Optional<String> late(String which, @Nullable Percentile percentile) {
        return late(which, percentile, "came").map(each -> each + " late");
    }

    private static Optional<String> late(String which, @Nullable Percentile percentile, String verb) {
        return Optional.ofNullable(percentile).map(each -> which + " " + verb + " at least " + time(each));
    }

    private static String time(Percentile percentile) {
        var ms = percentile.value();
        return ms < 1000
                ? String.format(Locale.ROOT, ms < 10 ? "%.1f ms" : "%.0f ms", ms)
                : String.format(Locale.ROOT, "%.1f s", ms / 1000);
    }
}
