package dev.llmemulator.load.objectives;

import dev.llmemulator.load.measure.Figures;
import dev.llmemulator.load.measure.Interval;
import dev.llmemulator.load.objectives.Judged.State;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a figure of a run must be, such as {@code ttft.p99<500ms}. */
public final class Objective {
    // Nobody waits for more.
    private static final double MOST_ANSWERS = 1e8;

    private final String text;
    private final Quantity quantity;
    private final Operator operator;
    private final double limit;
    private final String limitText;

    private Objective(Part part, Quantity quantity, Operator operator) {
        text = part.text();
        this.quantity = quantity;
        this.operator = operator;
        limit = quantity.limit(part);
        limitText = part.limitText();
    }

    static Objective of(Part part) {
        return new Objective(part, Quantity.of(part), part.operator());
    }

    /** The objective as it was written, without spaces. */
    public String text() {
        return text;
    }

    /** The unit of the limit and of what is judged: {@code ms}, {@code ratio}, {@code %} or {@code /s}. */
    public String unit() {
        return quantity.unit();
    }

    public double limit() {
        return limit;
    }

    /** Whether the figures are on the right side of the limit, however few they are: a guess where judging cannot tell. */
    public boolean seemsMet(Figures figures) {
        var guess = quantity.guess(figures);
        return guess != null && operator.holds(guess, limit);
    }

    /** Whether it holds in one interval of a run, however few its values are; true if an interval does not tell. */
    boolean holdsIn(Interval interval) {
        var value = quantity.in(interval);
        return value == null || operator.holds(value, limit);
    }

    /** What is required, in words. */
    public String required() {
        return operator.words() + " " + limitText;
    }

    /** The least answers with which it can be met, if none of them is on the wrong side. */
    public long answersNeeded() {
        return quantity.answersNeeded(operator, limit);
    }

    boolean isOn(ShareQuantity share) {
        return quantity == share;
    }

    boolean needsGoodAnswers() {
        return quantity instanceof ShareQuantity share && share.isOfGoodAnswers();
    }

    /** The same limit for each answer, where that makes sense; null elsewhere. */
    @Nullable
    AnswerLimit forEachAnswer() {
        return quantity instanceof MetricQuantity ofMetric
                        && operator.wantsLess()
                        && ofMetric.statistic().isOfMost()
                ? AnswerLimit.of(ofMetric.metrics(), operator, limit, limitText)
                : null;
    }

    Judged judge(Figures figures, @Nullable GoodAnswer good, WhyNone why) {
        var estimate = quantity.estimate(figures);
        var missing = quantity.whatIsMissing(figures, good, why);
        if (estimate == null) {
            return new Judged(this, State.UNDECIDED, null, null, null, sentence(missing));
        }
        var lowHolds = operator.holds(estimate.low(), limit);
        var state = lowHolds != operator.holds(estimate.high(), limit)
                ? State.UNDECIDED
                : lowHolds ? State.MET : State.MISSED;
        var found = quantity.title(figures) + " is " + shown(estimate);
        return new Judged(
                this,
                state,
                known(estimate.value()),
                estimate.low() == 0 && known(estimate.high()) == null ? null : Double.valueOf(estimate.low()),
                known(estimate.high()),
                sentence(
                        switch (state) {
                            case MET -> found + ", " + required();
                            case MISSED -> found + ", not " + required();
                            case UNDECIDED ->
                                (estimate.answers() < answersNeeded()
                                                ? tooFew(figures, estimate)
                                                : found + tooClose(estimate))
                                        + (missing.isEmpty() ? "" : "; " + missing);
                        }));
    }

    private static String sentence(String clause) {
        return clause.substring(0, 1).toUpperCase(Locale.ROOT) + clause.substring(1) + ".";
    }

    private String shown(Estimate estimate) {
        var low = quantity.digits(estimate.low());
        var hasValue = known(estimate.value()) != null;
        var value = hasValue ? quantity.digits(estimate.value()) + quantity.suffix() : "";
        if (estimate.low() == estimate.high()) {
            return value;
        }
        var interval =
                (known(estimate.high()) == null ? "at least " + low : low + " to " + quantity.digits(estimate.high()))
                        + quantity.suffix();
        return hasValue ? value + " (95 % interval " + interval + ")" : interval + " with 95 % confidence";
    }

    private String tooFew(Figures figures, Estimate estimate) {
        return String.format(
                Locale.ROOT,
                "too few answers: to show that %s is %s takes %,d at least, and this run has %,d",
                quantity.title(figures),
                required(),
                answersNeeded(),
                estimate.answers());
    }

    private String tooClose(Estimate estimate) {
        var more = answersToTell(estimate);
        return ", too close to " + limitText + " to tell: run longer"
                + (more < MOST_ANSWERS
                        ? String.format(Locale.ROOT, " (if it stays so, some %,d answers would tell)", rounded(more))
                        : "");
    }

    // The interval gets narrower with the root of the answers; so long as its end is on the other side of the limit, it
    // takes more.
    private double answersToTell(Estimate estimate) {
        var isAbove = estimate.value() > limit;
        var reach = isAbove ? estimate.value() - estimate.low() : estimate.high() - estimate.value();
        return estimate.answers() * Math.pow(reach / Math.abs(estimate.value() - limit), 2);
    }

    /** Upwards to two digits. */
    private static long rounded(double answers) {
        var step = Math.pow(10, Math.max(0, Math.floor(Math.log10(answers)) - 1));
        return (long) (Math.ceil(answers / step) * step);
    }

    private static @Nullable Double known(double value) {
        return Double.isFinite(value) ? Double.valueOf(value) : null;
    }

    @Override
    public String toString() {
        return text;
    }
}
