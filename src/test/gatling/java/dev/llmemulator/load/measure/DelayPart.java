package dev.llmemulator.load.measure;

import java.util.Locale;

/** The parts of a token's delay, in the order in which a token goes through them. Their sum is the whole delay. */
public enum DelayPart {
    /** Waiting in the emulator. */
    PACER("pacer", "due to sent"),
    /** Publishing, broker, load balancer and network. */
    PUBLISH_AND_BROKER("pub+broker", "sent to received"),
    /** What the load test itself adds. */
    CLIENT("client", "received to handled");

    private final String title;
    private final String span;

    DelayPart(String title, String span) {
        this.title = title;
        this.span = span;
    }

    public String title() {
        return title;
    }

    public String span() {
        return span;
    }

    public String jsonName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
