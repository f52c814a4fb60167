package dev.llmemulator.load.parts;

import dev.llmemulator.load.settings.WatchTarget;
import java.util.Locale;
import java.util.Set;

/** What a part of the cluster is. */
public enum PartKind {
    EMULATOR("the emulator", "the emulators", Set.of("java"), "docs/cluster.md tells how to open each part"),
    HAPROXY(
            "HAProxy",
            "HAProxy",
            Set.of("haproxy"),
            "a frontend with \"http-request use-service prometheus-exporter if { path /metrics }\""),
    CENTRIFUGO(
            "Centrifugo",
            "Centrifugo",
            Set.of("centrifugo"),
            "\"prometheus\": {\"enabled\": true} in Centrifugo's configuration, and the right port"),
    REDIS(
            "Redis",
            "Redis",
            Set.of("redis-server", "valkey-server"),
            "a port that this machine reaches, and REDIS_PASSWORD in the environment or in .env; under Compose see"
                    + " docs/cluster.md"),
    LOAD_TEST("the load test", "the load test", Set.of(), "");

    private final String one;
    private final String several;

    @SuppressWarnings("ImmutableEnumChecker") // Set.of makes one that cannot be changed.
    private final Set<String> programs;

    private final String howToOpen;

    PartKind(String one, String several, Set<String> programs, String howToOpen) {
        this.one = one;
        this.several = several;
        this.programs = programs;
        this.howToOpen = howToOpen;
    }

    static PartKind of(WatchTarget.Kind kind) {
        return switch (kind) {
            case EMULATOR -> EMULATOR;
            case HAPROXY -> HAPROXY;
            case CENTRIFUGO -> CENTRIFUGO;
            case REDIS -> REDIS;
        };
    }

    /** Its name in {@code summary.json}. */
    public String jsonName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Its name within a sentence. */
    public String called(int instances) {
        return instances > 1 ? several : one;
    }

    boolean isPlural(int instances) {
        return instances > 1 && this == EMULATOR;
    }

    /** The names that the operating system may have for its program. */
    Set<String> programs() {
        return programs;
    }

    String howToOpen() {
        return howToOpen;
    }
}
