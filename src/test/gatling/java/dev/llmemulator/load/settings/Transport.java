package dev.llmemulator.load.settings;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How an answer comes to its user. */
public enum Transport {
    /** Published by Centrifugo, over a WebSocket. */
    WEBSOCKET,
    /** Straight from the emulator, as the event stream of a chat completion. */
    SSE;

    static final List<String> LABELS =
            Arrays.stream(values()).map(Transport::label).toList();

    /** Its name in settings and reports. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Transport of(String label) {
        return values()[LABELS.indexOf(label)];
    }
}
