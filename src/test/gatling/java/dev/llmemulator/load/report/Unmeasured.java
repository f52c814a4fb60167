package dev.llmemulator.load.report;

import dev.llmemulator.load.measure.ClockReport;
import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.objectives.WhyNone;
import dev.llmemulator.load.settings.LoadSettings;
import dev.llmemulator.load.settings.Transport;

/** Why a run of these settings has no value of a metric, as a clause. */
public final class Unmeasured {
    private Unmeasured() {}

    public static WhyNone in(LoadSettings settings, ClockReport clock) {
        return metric -> why(metric, settings, clock);
    }

    private static String why(Metric metric, LoadSettings settings, ClockReport clock) {
        var profile = settings.profile();
        return switch (metric) {
            case TOKEN_DELAY, TOKEN_DELIVERY -> {
                if (metric == Metric.TOKEN_DELAY && settings.transport() == Transport.SSE) {
                    yield "an event stream does not say when tokens were due";
                }
                if (metric == Metric.TOKEN_DELAY
                        && profile != null
                        && profile.publications().due() == null) {
                    yield "the profile has no publications.due, which says when tokens were due";
                }
                yield clock.isKnown()
                        ? "no token came with its times"
                        : "the servers' clock cannot be compared with ours"
                                + (clock.trouble().isEmpty() ? "" : ": " + clock.trouble());
            }
            case ANSWER_OVER_IDEAL ->
                profile != null && !profile.saysWhichAnswer()
                        ? "the LLM is not told how long and how fast the answer shall be"
                        : "no complete answer has an ideal";
            case WAIT -> "only users who arrive at a rate (-Drate) have one";
            default -> WhyNone.UNKNOWN.of(metric);
        };
    }
}
