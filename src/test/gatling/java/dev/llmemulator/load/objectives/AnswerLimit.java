package dev.llmemulator.load.objectives;

import dev.llmemulator.load.measure.Metric;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an answer must be to be a good one, such as {@code itl.max<500ms}.
 *
 * @param metrics of one short name; of those that the answer has a value of, the last one counts
 * @param statistic of the values that each token has; null where an answer has one value
 */
record AnswerLimit(
        List<Metric> metrics, @Nullable Statistic statistic, Operator operator, double limit, String limitText) {
    static AnswerLimit of(Part part) {
        var metrics = part.metrics(List.of());
        var statistic = statistic(part, metrics.get(0).has(Metric.Trait.PER_TOKEN));
        var operator = part.operator();
        var limit = part.limit(metrics.get(0).unit().accepted(), "above 0", any -> any > 0);
        return new AnswerLimit(metrics, statistic, operator, limit, part.limitText());
    }

    /** A limit of all answers, for each of them: for its mean, where each token has a value. */
    static AnswerLimit of(List<Metric> metrics, Operator operator, double limit, String limitText) {
        var statistic = metrics.get(0).has(Metric.Trait.PER_TOKEN) ? Statistic.MEAN : null;
        return new AnswerLimit(metrics, statistic, operator, limit, limitText);
    }

    private static @Nullable Statistic statistic(Part part, boolean perToken) {
        var name = part.name();
        if (perToken) {
            return switch (part.statistic()) {
                case "mean" -> Statistic.MEAN;
                case "max" -> Statistic.MAX;
                default ->
                    throw part.refuse("each token has its own %1$s; valid are %1$s.mean and %1$s.max of an answer."
                            .formatted(name));
            };
        }
        if (!part.statistic().isEmpty()) {
            throw part.refuse("an answer has one %1$s, which is written without .%2$s: %1$s%3$s%4$s."
                    .formatted(name, part.statistic(), part.operatorText(), part.limitText()));
        }
        return null;
    }

    /** Whether an answer keeps to the limit; null if it has no value. */
    @Nullable
    Boolean isKept(AnswerValues answer) {
        for (var i = metrics.size() - 1; i >= 0; i--) {
            var value = answer.value(metrics.get(i), statistic);
            if (value != null) {
                return operator.holds(value, limit);
            }
        }
        return null;
    }

    /** As it is written in {@code -Dgood}. */
    @Override
    public String toString() {
        return metrics.get(0).shortName()
                + (statistic == null ? "" : "." + statistic.name())
                + operator.symbol()
                + limitText;
    }
}
