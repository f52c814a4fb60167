package dev.llmemulator.load.objectives;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** How a value must compare with the limit of an objective. */
enum Operator {
    BELOW("<", "below"),
    AT_MOST("<=", "at most"),
    ABOVE(">", "above"),
    AT_LEAST(">=", "at least");

    static final List<String> SYMBOLS =
            Arrays.stream(values()).map(each -> each.symbol).toList();

    private final String symbol;
    private final String words;

    Operator(String symbol, String words) {
        this.symbol = symbol;
        this.words = words;
    }

    static Optional<Operator> of(String symbol) {
        return Arrays.stream(values())
                .filter(each -> each.symbol.equals(symbol))
                .findFirst();
    }

    String symbol() {
        return symbol;
    }

    String words() {
        return words;
    }

    /** Whether small values are the good ones. */
    boolean wantsLess() {
        return this == BELOW || this == AT_MOST;
    }

    boolean holds(double value, double limit) {
        return switch (this) {
            case BELOW -> value < limit;
            case AT_MOST -> value <= limit;
            case ABOVE -> value > limit;
            case AT_LEAST -> value >= limit;
        };
    }
}
