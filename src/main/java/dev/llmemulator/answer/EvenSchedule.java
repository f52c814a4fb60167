package dev.llmemulator.answer;

/** Due times at one constant distance. */
final class EvenSchedule implements TokenSchedule {
    private final long delayNs;
    private long dueNs;

    EvenSchedule(long ttftNs, long delayNs) {
        this.delayNs = delayNs;
        this.dueNs = ttftNs;
    }

    @Override
    public long nextDueNs(boolean startsSentence) {
        var due = dueNs;
        dueNs += delayNs;
        return due;
    }
}
