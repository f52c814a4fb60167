package dev.llmemulator.load.parts;

import java.util.Arrays;

/** What a part told at one moment. A run keeps many, so they are small. */
@SuppressWarnings("EnumOrdinal") // Nothing but this object sees the order.
final class Reading {
    private static final int FIGURES = PartFigure.values().length;

    private final double[] values = new double[FIGURES];
    private long atUs;

    Reading() {
        Arrays.fill(values, Double.NaN);
    }

    long atUs() {
        return atUs;
    }

    Reading at(long us) {
        atUs = us;
        return this;
    }

    /** Sets a figure; a value that is not a number says nothing. */
    Reading set(PartFigure figure, double value) {
        values[figure.ordinal()] = value;
        return this;
    }

    /** NaN if the part did not tell it. */
    double get(PartFigure figure) {
        return values[figure.ordinal()];
    }

    boolean tells(PartFigure figure) {
        return !Double.isNaN(get(figure));
    }

    /** Lowers a limit, or sets it if it is not known. */
    Reading limit(PartFigure figure, double value) {
        return Double.isNaN(value) || get(figure) <= value ? this : set(figure, value);
    }
}
