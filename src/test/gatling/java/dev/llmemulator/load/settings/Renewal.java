package dev.llmemulator.load.settings;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** When users renew a token that expires. */
public enum Renewal {
    /** When it expires, as Centrifugo's own clients do: the server waits for some time. */
    IN_TIME,
    /** Some seconds later, within the time that Centrifugo waits by default (25 s). */
    LATE,
    /** Not at all, so that the server ends the connection. */
    NEVER,
    /** A third of the users each. */
    MIXED;

    static final List<String> LABELS =
            Arrays.stream(values()).map(Renewal::label).toList();

    private static final Duration LATER = Duration.ofSeconds(10);

    /** Its name in settings and reports. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Renewal of(String label) {
        return values()[LABELS.indexOf(label)];
    }

    /** What the user of this number does, which is never {@link #MIXED}. */
    public Renewal by(long user) {
        return this == MIXED ? List.of(IN_TIME, LATE, NEVER).get((int) (user % 3)) : this;
    }

    /** How long after its token has expired the user sends the next one; null for never. */
    public @Nullable Duration delay() {
        return switch (this) {
            case IN_TIME -> Duration.ZERO;
            case LATE -> LATER;
            case NEVER -> null;
            case MIXED -> throw new IllegalStateException("Users differ");
        };
    }
}
