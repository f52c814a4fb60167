package dev.llmemulator.load.settings;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How a user loses its connection. */
public enum Loss {
    /** By a close frame, as when a page is left. */
    CLOSE,
    /** The TCP connection ends without a close frame, as when a browser is killed. */
    FIN,
    /** The TCP connection breaks, as when a phone gets another address. */
    RST,
    /** Nothing comes through any more, and nobody says so, as when a phone loses its network. */
    VANISH;

    static final List<String> LABELS = Arrays.stream(values()).map(Loss::label).toList();

    /** Its name in settings and reports. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Loss of(String label) {
        return values()[LABELS.indexOf(label)];
    }
}
