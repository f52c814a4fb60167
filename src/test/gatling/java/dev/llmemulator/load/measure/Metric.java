package dev.llmemulator.load.measure;

import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The table of metrics: everything that a run measures many times and reports as percentiles.
 *
 * <p>One entry is all that the console, {@code summary.*} with its page and schema, Gatling's report and {@code bin/compare} know of a
 * metric, and objectives on it. To add one, write its entry, record it with {@link Measurements#record}, and renew the schema ({@code SummarySchemaTest}
 * prints how). Unless an entry says otherwise, every answer has one value of it, in milliseconds, and lower is better.
 */
public enum Metric {
    TTFT("ttft", "TTFT", "", "Request sent to first token received", Trait.OVER_TIME),
    INTER_TOKEN_LATENCY(
            "itl",
            "inter-token latency",
            "",
            "One token received to the next one received",
            Trait.PER_TOKEN,
            Trait.NEAR_TOKEN_DELAY,
            Trait.OVER_TIME),
    ANSWER("answer", "answer", "", "Request sent to completion marker received"),
    RECOVERY(
            "recovery",
            "recovery",
            "connection lost to recovered",
            "Connection or subscription lost to subscribed again with all that was missed; only where users come back"),
    CONNECT(
            "connect",
            "time to connect",
            "begun to greeted",
            "Connection begun to the server's reply to who the user is, which may need a token first; to the millisecond"),
    SUBSCRIBE(
            "subscribe",
            "time to subscribe",
            "",
            "Subscription sent to the server's reply, recoveries aside; to the millisecond"),
    SILENCE(
            "silence",
            "stop to silence",
            "",
            "Answer stopped by its user (DELETE) to the marker that ends it; only where users stop answers so"),
    TOKEN_DELIVERY(
            "delivery",
            "token delivery",
            "sent to received",
            "Token sent by the emulator to token received; only where its clock can be compared with ours",
            Trait.PER_TOKEN),
    TOKEN_DELAY(
            "delay",
            "token delay",
            "due to received",
            "Token due by its schedule to token received; only where the emulator's clock can be compared with ours",
            Trait.PER_TOKEN,
            Trait.OVER_TIME,
            Trait.KEY_FIGURE),
    WAIT(
            "wait",
            "wait before the request",
            "",
            "User due to arrive to request sent; only where users arrive at a rate of their own"),
    TTFT_FROM_ARRIVAL(
            "ttft",
            "TTFT from arrival",
            "",
            "User due to arrive to first token received; only where users arrive at a rate of their own",
            Trait.FROM_ARRIVAL),
    ANSWER_FROM_ARRIVAL(
            "answer",
            "answer from arrival",
            "",
            "User due to arrive to completion marker received; only where users arrive at a rate of their own",
            Trait.FROM_ARRIVAL),
    ANSWER_OVER_IDEAL(
            "ratio",
            "answer / ideal",
            "",
            "Answer time as a multiple of its ideal, the time on an infinitely fast system",
            Trait.RATIO,
            Trait.KEY_FIGURE);

    /** What an entry can say of its metric. */
    public enum Trait {
        /** It has no unit. */
        RATIO,
        /** Every token has a value. Tokens of one answer are late together, so they count as one in an interval. */
        PER_TOKEN,
        /** It stands for the metric of the same short name where users arrive at a rate: their waiting counts. */
        FROM_ARRIVAL,
        /** Best is the configured token delay: a token that comes sooner after its predecessor only makes up for a late one. */
        NEAR_TOKEN_DELAY,
        /** Charts show its percentiles by intervals of the run. */
        OVER_TIME,
        /** The page shows it in large digits at its head. */
        KEY_FIGURE
    }

    private final String shortName;
    private final String title;
    private final String span;
    private final String description;
    // Filled by the constructor only.
    @SuppressWarnings("ImmutableEnumChecker")
    private final Set<Trait> traits = EnumSet.noneOf(Trait.class);

    /**
     * An entry.
     *
     * @param shortName its name in objectives
     * @param title its name for people, everywhere; a fixed phrase
     * @param span from where to where, in few words, if the title does not say it
     * @param description for the schema, without unit and full stop
     */
    Metric(String shortName, String title, String span, String description, Trait... traits) {
        this.shortName = shortName;
        this.title = title;
        this.span = span;
        this.description = description;
        Collections.addAll(this.traits, traits);
    }

    public boolean has(Trait trait) {
        return traits.contains(trait);
    }

    /** The metrics that charts over time show. */
    public static List<Metric> overTime() {
        return Arrays.stream(values()).filter(each -> each.has(Trait.OVER_TIME)).toList();
    }

    /** Its name in objectives, which a metric {@link Trait#FROM_ARRIVAL} shares with the one that it stands for. */
    public String shortName() {
        return shortName;
    }

    /** The metrics of a short name; of those that have values, the last one counts. None if the name is unknown. */
    public static List<Metric> named(String shortName) {
        return Arrays.stream(values())
                .filter(each -> each.shortName.equals(shortName))
                .sorted(Comparator.comparing(each -> each.has(Trait.FROM_ARRIVAL)))
                .toList();
    }

    /** Its name for people, which is also the name of its row in Gatling's report. */
    public String title() {
        return title;
    }

    public String label() {
        return span.isEmpty() ? title : title + " (" + span + ")";
    }

    public String jsonName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The JSON pointer to its percentiles in {@code summary.json}. */
    public String jsonPointer() {
        return unit().jsonParent() + "/" + jsonName();
    }

    public Unit unit() {
        return has(Trait.RATIO) ? Unit.RATIO : Unit.MILLISECONDS;
    }

    /** What it is and in which unit, for the schema. */
    public String description() {
        return description + ". " + unit().inDescription();
    }
}
