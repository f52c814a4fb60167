package dev.llmemulator.load.measure;

import java.util.Locale;
import java.util.Map;

/** The unit in which a metric is reported. Values are recorded as whole numbers of a fraction of it. */
public enum Unit {
    /** Recorded in microseconds. */
    MILLISECONDS("ms", 1000, 1, "/percentiles_ms", "In milliseconds.", Map.of("us", 0.001, "ms", 1.0, "s", 1000.0)),
    /** Recorded in ten-thousandths. */
    RATIO("ratio", 10_000, 3, "", "No unit; null if there is no value.", Map.of("", 1.0));

    private final String symbol;
    private final int recorded;
    private final int decimals;
    private final String jsonParent;
    private final String inDescription;

    @SuppressWarnings("ImmutableEnumChecker") // Made by Map.of.
    private final Map<String, Double> accepted;

    Unit(
            String symbol,
            int recorded,
            int decimals,
            String jsonParent,
            String inDescription,
            Map<String, Double> accepted) {
        this.symbol = symbol;
        this.recorded = recorded;
        this.decimals = decimals;
        this.jsonParent = jsonParent;
        this.inDescription = inDescription;
        this.accepted = accepted;
    }

    /** How many recorded ones make one of the unit. */
    public int recorded() {
        return recorded;
    }

    /** A recorded value in this unit. */
    public double of(long value) {
        return (double) value / recorded;
    }

    /** A mean of recorded values in this unit. */
    public double of(double value) {
        return value / recorded;
    }

    /** The units in which people may write a value, by what one of them is in this unit. */
    public Map<String, Double> accepted() {
        return accepted;
    }

    public String symbol() {
        return symbol;
    }

    public String format(double value) {
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    /** The JSON pointer to the object of {@code summary.json} that holds all metrics of this unit. */
    public String jsonParent() {
        return jsonParent;
    }

    String inDescription() {
        return inDescription;
    }
}
