package dev.llmemulator.load.chaos;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What became of one line of a plan. Times are seconds since the first user of the run began.
 *
 * @param label the words of the line, such as {@code kill centrifugo1}
 * @param beganSeconds when the script was started; null if it was not
 * @param endedSeconds when the script ended; null if it did not
 * @param trouble why it was not carried out; empty if it was
 */
public record CausedFault(
        String label,
        double atSeconds,
        @Nullable Double beganSeconds,
        @Nullable Double endedSeconds,
        String trouble) {
    /** What was done, such as {@code kill} or {@code delay 300}. */
    public String what() {
        return label.replaceFirst(" " + Pattern.quote(part()), "");
    }

    /** What it was done to: a part of the cluster, or a link. */
    public String part() {
        return label.split(" ", -1)[1];
    }

    public boolean isCarriedOut() {
        return trouble.isEmpty();
    }
}
