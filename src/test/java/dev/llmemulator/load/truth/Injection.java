package dev.llmemulator.load.truth;

import java.util.List;

/**
 * What really happened to one answer. Times are {@link System#nanoTime}.
 *
 * @param requestNs when its request arrived
 * @param tokens each one once, in the order in which its user heard them
 * @param marker when the user heard the marker; {@link Heard#NEVER} if there was none
 * @param leftNs when its user had gone
 */
record Injection(Script script, long requestNs, List<Heard> tokens, Heard marker, long leftNs) {
    /**
     * A message that was handed to its user's socket.
     *
     * @param plannedNs when its script says that it is handed over
     * @param actualNs when it was
     * @param sentNs when it is said to have been sent
     * @param dueNs when it is said to have been due
     */
    record Heard(long plannedNs, long actualNs, long sentNs, long dueNs) {
        static final Heard NEVER = new Heard(0, 0, 0, 0);
    }
}
