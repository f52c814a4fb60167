package dev.llmemulator.load.measure;

import java.util.Locale;

/** The unit in which a metric is reported. Values are recorded as whole numbers of a fraction of it. */
public enum Unit {
    /** Recorded in microseconds. */
    MILLISECONDS("ms", 1000, 1, "/percentiles_ms", "In milliseconds."),
    /** Recorded in ten-thousandths. */
    RATIO("ratio", 10_000, 3, "", "No unit; null if there is no value.");

    private final String symbol;
    private final int recorded;
    private final int decimals;
    private final String jsonParent;
    private final String inDescription;

    Unit(String symbol, int recorded, int decimals, String jsonParent, String inDescription) {
        this.symbol = symbol;
        this.recorded = recorded;
        this.decimals = decimals;
        this.jsonParent = jsonParent;
        this.inDescription = inDescription;
    }

    /** How many recorded ones make one of the unit. */
    public int recorded() {
        return recorded;
    }

    /** A recorded value, or a mean of them, in this unit. */
    public double of(double value) {
        return value / recorded;
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
