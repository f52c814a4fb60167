package dev.llmemulator.load.chaos;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What {@code bin/fault} can do, to which parts of the cluster, and what it has to be told besides. */
enum FaultAction {
    KILL(Parts.SERVICES),
    TERM(Parts.SERVICES),
    PAUSE(Parts.SERVICES),
    RESUME(Parts.SERVICES),
    START(Parts.SERVICES),
    RESTART(Parts.SERVICES_AND_ALL),
    RELOAD(List.of("haproxy")),
    LIMIT(List.of("haproxy"), "[1-9]\\d{0,5}|[1-9]\\d?%|off", "a number of connections, 1% to 99%, or off"),
    FLUSH(List.of("redis")),
    MEMORY(List.of("redis"), "low|normal", "low or normal"),
    FAILOVER(List.of("redis")),
    FILES(Parts.SERVICES, "none|normal", "none or normal"),
    DISK(Parts.SERVICES, "full|normal", "full or normal"),
    CLOCK(List.of("emulator1", "emulator2"), "[+-]?\\d{1,4}", "seconds, such as +5 or -5"),
    CUT(Parts.LINKS, "(requests|replies)?", "nothing, requests or replies"),
    DELAY(Parts.LINKS, "[1-9]\\d{0,4}", "milliseconds"),
    LOSS(Parts.LINKS, Parts.PERCENT, "percent"),
    DROP(Parts.LINKS, Parts.PERCENT, "percent"),
    CORRUPT(Parts.LINKS, Parts.PERCENT, "percent"),
    SLOW(Parts.LINKS, "[1-9]\\d{0,5}", "KB a second"),
    MEND(Parts.LINKS);

    /** The parts of a cluster, and the links between them that can be disturbed; a link without a number is both. */
    private static final class Parts {
        static final List<String> SERVICES =
                List.of("redis", "centrifugo1", "centrifugo2", "emulator1", "emulator2", "haproxy");
        static final List<String> SERVICES_AND_ALL =
                List.of("redis", "centrifugo1", "centrifugo2", "emulator1", "emulator2", "haproxy", "all");
        static final List<String> LINKS = List.of(
                "emulators-centrifugo",
                "emulators-centrifugo1",
                "emulators-centrifugo2",
                "centrifugo-redis",
                "centrifugo1-redis",
                "centrifugo2-redis");
        static final String PERCENT = "100|[1-9]\\d?";
    }

    @SuppressWarnings("ImmutableEnumChecker") // List.of makes one that cannot be changed.
    private final List<String> parts;

    private final Pattern argument;
    private final String accepts;

    FaultAction(List<String> parts) {
        this(parts, "", "nothing");
    }

    FaultAction(List<String> parts, String argument, String accepts) {
        this.parts = parts;
        this.argument = Pattern.compile(argument);
        this.accepts = accepts;
    }

    static Optional<FaultAction> of(String word) {
        return Arrays.stream(values()).filter(each -> each.word().equals(word)).findFirst();
    }

    static String words() {
        return Arrays.stream(values()).map(FaultAction::word).collect(Collectors.joining(", "));
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What is wrong with doing this to that part; empty if nothing is. */
    Optional<String> problem(String part, String told) {
        if (!parts.contains(part)) {
            return Optional.of("%s needs one of %s, not \"%s\"".formatted(word(), String.join(", ", parts), part));
        }
        return argument.matcher(told).matches()
                ? Optional.empty()
                : Optional.of("%s %s needs %s, not \"%s\"".formatted(word(), part, accepts, told));
    }
}
