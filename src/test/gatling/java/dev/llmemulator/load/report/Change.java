package dev.llmemulator.load.report;

/** How a figure changed from one run to the other. */
enum Change {
    BETTER("better"),
    WORSE("worse"),
    /** The intervals overlap, so the difference may be chance. */
    NOT_SHOWN("no difference shown"),
    TOO_FEW("too few values"),
    /** The other run could not measure it, as that of an event stream knows no due times. */
    ONLY_ONE("in one run only"),
    /** The figure has no interval, so nothing tells a difference from chance. */
    NOT_JUDGED("-");

    private final String label;

    Change(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    /** The change of a figure for which less is better. */
    static Change of(Figure a, Figure b) {
        if (a.value() == null || b.value() == null) {
            return TOO_FEW;
        }
        var before = a.interval();
        var after = b.interval();
        if (before == null || after == null) {
            return NOT_JUDGED;
        }
        if (after.low() > before.high()) {
            return WORSE;
        }
        return after.high() < before.low() ? BETTER : NOT_SHOWN;
    }
}
