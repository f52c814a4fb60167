package dev.llmemulator.load.measure;

/** What one event loop has to tell a {@link Timeline}, held back so that it takes the timeline's lock once in a while only. */
final class TimelineBuffer {

    private static final int CAPACITY = 1024;

    private final Timeline timeline;
    private final Enum<?>[] kinds = new Enum<?>[CAPACITY];
    private final long[] amounts = new long[CAPACITY];
    private final long[] atUs = new long[CAPACITY];
    private int size;

    TimelineBuffer(Timeline timeline) {
        this.timeline = timeline;
    }

    // Locked against the reader of the timeline, who comes at the end: until then the lock is always free.
    synchronized void add(Enum<?> kind, long amount, long at) {
        kinds[size] = kind;
        amounts[size] = amount;
        atUs[size] = at;
        size++;
        if (size == CAPACITY) {
            flush();
        }
    }

    synchronized void flush() {
        synchronized (timeline) {
            for (int i = 0; i < size; i++) {
                timeline.at(atUs[i]).add(kinds[i], amounts[i]);
            }
        }
        size = 0;
    }
}
