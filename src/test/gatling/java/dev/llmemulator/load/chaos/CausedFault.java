package dev.llmemulator.load.chaos;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of one line of a plan. Times are seconds since the first user of the run began.
 *
 * @param words of the line: action, part and, if there is one, argument
 * @param beganSeconds when the script was started; null if it was not
 * @param endedSeconds when the script ended; null if it did not
 * @param trouble why it was not carried out; empty if it was
 */
public record CausedFault(
        List<String> words,
        double atSeconds,
        @Nullable Double beganSeconds,
        @Nullable Double endedSeconds,
        String trouble) {
    /** What the line says, such as {@code kill centrifugo1}. */
    public String label() {
        return String.join(" ", words);
    }

    /** What was done, such as {@code kill} or {@code delay 300}. */
    public String what() {
        var what = new ArrayList<>(words);
        what.remove(1);
        return String.join(" ", what);
    }

    /** What it was done to: a part of the cluster, or a link. */
    public String part() {
        return words.get(1);
    }

    public boolean isCarriedOut() {
        return trouble.isEmpty();
    }
}
