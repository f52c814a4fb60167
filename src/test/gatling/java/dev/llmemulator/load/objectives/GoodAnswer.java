package dev.llmemulator.load.objectives;

import dev.llmemulator.load.measure.Goodness;
import java.util.List;
import java.util.stream.Collectors;

/** What an answer must be to count as good, apart from complete: the parsed {@code -Dgood}. */
public record GoodAnswer(List<AnswerLimit> limits) {
    static GoodAnswer parse(String setting, String text) {
        return new GoodAnswer(
                Part.split(setting, text).stream().map(AnswerLimit::of).toList());
    }

    /** Judges a complete answer at its end. */
    public Goodness judge(AnswerValues answer) {
        var goodness = Goodness.GOOD;
        for (AnswerLimit limit : limits) {
            var kept = limit.isKept(answer);
            if (kept == null) {
                goodness = Goodness.NOT_KNOWN;
            } else if (!kept) {
                return Goodness.NOT_GOOD;
            }
        }
        return goodness;
    }

    /** As it is written in {@code -Dgood}. */
    @Override
    public String toString() {
        return limits.stream().map(AnswerLimit::toString).collect(Collectors.joining(", "));
    }
}
