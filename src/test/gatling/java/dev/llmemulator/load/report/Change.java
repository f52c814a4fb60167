package dev.llmemulator.load.report;

/** What became of a figure from one run to the other. */
enum Change {
    /** It got nearer to where it should be, and the intervals have no value in common. */
    BETTER("better"),
    /** It got farther from where it should be, and the intervals have no value in common. */
    WORSE("worse"),
    /** The intervals overlap: the difference may well be chance. */
    NOT_SHOWN("no difference shown"),
    /** One of the runs has too few values for it. */
    TOO_FEW("too few values"),
    /** Nobody knows how far chance moves this figure. */
    NOT_JUDGED("-");

    private final String label;

    Change(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    /** The change of a figure of which less is better. */
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
