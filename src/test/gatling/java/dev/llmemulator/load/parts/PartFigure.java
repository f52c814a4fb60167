package dev.llmemulator.load.parts;

import java.util.Locale;

/** What a part can tell of itself. A part tells what it knows, and nothing else. */
public enum PartFigure {
    CPU_SECONDS(Trait.COUNTER, "CPU time, in seconds."),
    MAIN_THREAD_CPU_SECONDS(Trait.COUNTER, "CPU time of the one thread of Redis that executes commands, in seconds."),
    COMMANDS(Trait.COUNTER, "Commands of Redis, requests of HAProxy, or calls of Centrifugo's API."),
    TOKENS(Trait.COUNTER, "Tokens that an emulator published, or that the load test received."),
    DROPPED(
            Trait.COUNTER,
            "Publications that Centrifugo dropped, questions that an emulator had no room for, or connections that others refused."),
    SLOW_CLIENTS(Trait.COUNTER, "Clients that Centrifugo closed because they read too slowly."),
    MEMORY_BYTES(Trait.GAUGE, "Memory of the process."),
    DATA_BYTES(Trait.GAUGE, "Memory that Redis counts against its maxmemory."),
    DATA_LIMIT_BYTES(Trait.LIMIT, "The maxmemory of Redis."),
    CONNECTIONS(Trait.GAUGE, "Connections of its clients."),
    CHANNELS(Trait.GAUGE, "Channels with a subscriber."),
    KEYS(Trait.GAUGE, "Keys of Redis."),
    KEY_LIFE_SECONDS(Trait.GAUGE, "How long the keys of Redis that expire have left on average; its estimate."),
    PLACES(
            Trait.GAUGE,
            "What it uses of its scarcest limit: answers under way of an emulator, connections of the others."),
    PLACES_LIMIT(Trait.LIMIT, "The limit of its places."),
    OPEN_FILES(Trait.GAUGE, "Files and sockets that it has open."),
    OPEN_FILES_LIMIT(Trait.LIMIT, "How many it may have open."),
    QUEUE(
            Trait.GAUGE,
            "What waits in it: requests of HAProxy for a server, or publications of Redis for a node of Centrifugo."),
    LAG_SECONDS(
            Trait.GAUGE,
            "How late an emulator's tokens are, or a publication on its way through Redis to a node of Centrifugo."),
    LINGER_SECONDS(Trait.GAUGE, "The batch window that an emulator has in force."),
    BUSY_SHARE(Trait.GAUGE, "The share of the time in which HAProxy's thread has something to do, by its own word."),
    REPLY_SECONDS(Trait.GAUGE, "How long it took to tell all this."),
    PROCESSORS(Trait.LIMIT, "How many processors it may use.");

    private enum Trait {
        COUNTER,
        GAUGE,
        LIMIT
    }

    private final Trait trait;
    private final String description;

    PartFigure(Trait trait, String description) {
        this.trait = trait;
        this.description = description;
    }

    public String description() {
        return description;
    }

    /** Whether it only grows, until the part starts anew. */
    public boolean isCounter() {
        return trait == Trait.COUNTER;
    }

    /** Whether it is a limit, which hardly ever changes. */
    public boolean isLimit() {
        return trait == Trait.LIMIT;
    }

    /** Its name in {@code summary.json}. */
    public String jsonName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Its name in {@code summary.json} as a series: of a counter, what is added in a second. */
    public String seriesName() {
        return switch (this) {
            case CPU_SECONDS -> "cpu";
            case MAIN_THREAD_CPU_SECONDS -> "main_thread_cpu";
            default -> isCounter() ? jsonName() + "_per_second" : jsonName();
        };
    }
}
