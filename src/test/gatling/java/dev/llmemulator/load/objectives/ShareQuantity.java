package dev.llmemulator.load.objectives;

import dev.llmemulator.load.measure.Figures;
import dev.llmemulator.load.measure.Interval;
import dev.llmemulator.load.measure.Interval.Count;
import dev.llmemulator.load.measure.Share;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A share of the answers that ended, complete or failed, or how many of a kind ended in a second. */
enum ShareQuantity implements Quantity {
    GOODPUT("goodput", "%"),
    /** The good answers a second. By chance it is off only as far as the share of good answers is. */
    GOODPUT_PER_SECOND("goodput", "/s"),
    FAILED("failed", "%");

    static final List<String> NAMES = List.of(GOODPUT.title, FAILED.title);

    private static final String PERCENT = "%";
    private static final double WHOLE = 100;

    private final String title;
    private final String unit;

    ShareQuantity(String title, String unit) {
        this.title = title;
        this.unit = unit;
    }

    static ShareQuantity of(Part part) {
        if (!part.statistic().isEmpty()) {
            throw part.refuse("%s is one number and has no %s.".formatted(part.name(), part.statistic()));
        }
        if (part.name().equals(FAILED.title)) {
            return FAILED;
        }
        return part.unit().equals(GOODPUT_PER_SECOND.unit) ? GOODPUT_PER_SECOND : GOODPUT;
    }

    boolean isOfGoodAnswers() {
        return this != FAILED;
    }

    @Override
    public String title(Figures figures) {
        return this == FAILED ? "the share of failed answers" : title;
    }

    @Override
    public double limit(Part part) {
        if (this == FAILED) {
            return part.limit(Map.of(PERCENT, 1.0), "above 0 and below 100 %", ShareQuantity::isShare);
        }
        // No number of answers shows that all or none ever will be good.
        return part.limit(
                Map.of(PERCENT, 1.0, GOODPUT_PER_SECOND.unit, 1.0),
                "above 0, and below 100 if it is a share",
                limit -> this == GOODPUT ? isShare(limit) : limit > 0);
    }

    private static boolean isShare(double percent) {
        return percent > 0 && percent < WHOLE;
    }

    @Override
    public String unit() {
        return unit;
    }

    @Override
    public String digits(double value) {
        return String.format(Locale.ROOT, this == GOODPUT_PER_SECOND ? "%.1f" : "%.2f", value);
    }

    @Override
    public String suffix() {
        return this == GOODPUT_PER_SECOND ? unit : " " + unit;
    }

    @Override
    public @Nullable Estimate estimate(Figures figures) {
        var ended = figures.ended();
        if (ended == 0
                || (this == GOODPUT_PER_SECOND && figures.seconds() <= 0)
                || (isOfGoodAnswers() && figures.notJudged() == ended)) {
            return null;
        }
        var share = this == FAILED ? Share.of(figures.failed(), ended) : figures.goodput();
        return new Estimate(share.value(), share.low(), share.high(), ended)
                .times(this == GOODPUT_PER_SECOND ? figures.perSecond(ended) : WHOLE);
    }

    @Override
    public @Nullable Double in(Interval interval) {
        var failed = interval.counted(Count.FAILED);
        var ended = failed + interval.counted(Count.PASSED);
        // A second tells little of the rate of a run.
        if (ended == 0 || this == GOODPUT_PER_SECOND) {
            return null;
        }
        return WHOLE * (this == FAILED ? failed : interval.counted(Count.GOOD)) / ended;
    }

    @Override
    public long answersNeeded(Operator operator, double limit) {
        if (this == GOODPUT_PER_SECOND) {
            return 1;
        }
        return Share.answersToShow(operator.wantsLess() ? 1 - limit / WHOLE : limit / WHOLE);
    }

    @Override
    public String whatIsMissing(Figures figures, @Nullable GoodAnswer good, WhyNone why) {
        if (figures.ended() == 0 || figures.seconds() <= 0) {
            return figures.ended() == 0 ? "no answer ended" : "the answers took no time";
        }
        if (!isOfGoodAnswers() || good == null || figures.notJudged() == 0) {
            return "";
        }
        var reasons = good.limits().stream()
                .map(limit -> MetricQuantity.whatIsMissing(limit.metrics(), figures, why))
                .filter(reason -> !reason.isEmpty())
                .collect(Collectors.joining("; "));
        return String.format(Locale.ROOT, "of %,d answers it is not known whether they were good", figures.notJudged())
                + (reasons.isEmpty() ? "" : ", because " + reasons);
    }
}
