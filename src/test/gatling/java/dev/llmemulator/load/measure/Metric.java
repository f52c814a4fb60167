package dev.llmemulator.load.measure;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The table of metrics: everything that a run measures many times and reports as percentiles.
 *
 * <p>One entry is all that the console, {@code summary.*} with its page and schema, Gatling's report and {@code bin/compare} know of a
 * metric. To add one, write its entry, record it with {@link Measurements#record}, and renew the schema ({@code SummarySchemaTest}
 * prints how).
 */
public enum Metric {
    TTFT("TTFT", "Request sent to first token received", Shown.OVER_TIME),
    INTER_TOKEN_LATENCY(
            "inter-token latency",
            "",
            Unit.MILLISECONDS,
            Per.TOKEN,
            Better.NEAR_TOKEN_DELAY,
            "One token received to the next one received",
            Shown.OVER_TIME),
    ANSWER("answer", "Request sent to completion marker received"),
    TOKEN_DELIVERY(
            "token delivery",
            "sent to received",
            Unit.MILLISECONDS,
            Per.TOKEN,
            Better.LOWER,
            "Token sent by the emulator to token received; only where its clock can be compared with ours"),
    TOKEN_DELAY(
            "token delay",
            "due to received",
            Unit.MILLISECONDS,
            Per.TOKEN,
            Better.LOWER,
            "Token due by its schedule to token received; only where the emulator's clock can be compared with ours",
            Shown.OVER_TIME,
            Shown.AS_KEY_FIGURE),
    WAIT(
            "wait before the request",
            "User due to arrive to request sent; only where users arrive at a rate of their own"),
    TTFT_FROM_ARRIVAL(
            "TTFT from arrival",
            "User due to arrive to first token received; only where users arrive at a rate of their own"),
    ANSWER_FROM_ARRIVAL(
            "answer from arrival",
            "User due to arrive to completion marker received; only where users arrive at a rate of their own"),
    ANSWER_OVER_IDEAL(
            "answer / ideal",
            "",
            Unit.RATIO,
            Per.ANSWER,
            Better.LOWER,
            "Answer time as a multiple of its ideal, the time on an infinitely fast system",
            Shown.AS_KEY_FIGURE);

    /** What has one value of a metric. Tokens of one answer are late together, so they count as one value in an interval. */
    public enum Per {
        ANSWER,
        TOKEN
    }

    /** Which values are good. */
    public enum Better {
        LOWER,
        /** Best is the configured token delay: a token that comes sooner after its predecessor only makes up for a late one. */
        NEAR_TOKEN_DELAY
    }

    /** Where a metric shows besides the tables of percentiles, which show every metric that has a value. */
    public enum Shown {
        /** Percentiles by intervals of the run. */
        OVER_TIME,
        /** In large digits at the head of the page. */
        AS_KEY_FIGURE
    }

    private final String title;
    private final String span;
    private final Unit unit;
    private final Per per;
    private final Better better;
    private final String description;
    private final boolean overTime;
    private final boolean keyFigure;

    /** An entry for a time of which every answer has one, in milliseconds; lower is better. */
    Metric(String title, String description, Shown... shown) {
        this(title, "", Unit.MILLISECONDS, Per.ANSWER, Better.LOWER, description, shown);
    }

    /**
     * An entry.
     *
     * @param title its name for people, everywhere; a fixed phrase
     * @param span from where to where, in few words, if the title does not say it
     * @param description what it is, for the schema, without unit and full stop
     */
    Metric(String title, String span, Unit unit, Per per, Better better, String description, Shown... shown) {
        this.title = title;
        this.span = span;
        this.unit = unit;
        this.per = per;
        this.better = better;
        this.description = description;
        overTime = List.of(shown).contains(Shown.OVER_TIME);
        keyFigure = List.of(shown).contains(Shown.AS_KEY_FIGURE);
    }

    /** The metrics that charts over time show. */
    public static List<Metric> overTime() {
        return Arrays.stream(values()).filter(Metric::isShownOverTime).toList();
    }

    /** Its name for people, which is also the name of its row in Gatling's report. */
    public String title() {
        return title;
    }

    /** The name of its row in tables. */
    public String label() {
        return span.isEmpty() ? title : title + " (" + span + ")";
    }

    /** The name of its field in {@code summary.json}. */
    public String jsonName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The JSON pointer to its percentiles in {@code summary.json}. */
    public String jsonPointer() {
        return unit.jsonParent() + "/" + jsonName();
    }

    /** The unit that it is reported in. */
    public Unit unit() {
        return unit;
    }

    /** What has one value of it. */
    public Per per() {
        return per;
    }

    /** Which of its values are good. */
    public Better better() {
        return better;
    }

    /** What it is and in which unit, for the schema. */
    public String description() {
        return description + ". " + unit.inDescription();
    }

    /** Whether charts show it by intervals of the run. */
    public boolean isShownOverTime() {
        return overTime;
    }

    /** Whether the page shows it in large digits at its head. */
    public boolean isKeyFigure() {
        return keyFigure;
    }
}
