package dev.llmemulator.load.parts;

import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What parts use of their limits, in words for people. */
final class PartSentences {
    private PartSentences() {}

    /** A set of processors, such as "both processors", and who may use it if it is not the machine's. */
    static String processors(PartsReport report, BitSet set) {
        var all = report.machine().processors();
        return set.equals(all) ? allOf(set) : someOf(report, set, all);
    }

    private static String allOf(BitSet all) {
        return switch (all.cardinality()) {
            case 1 -> "the processor";
            case 2 -> "both processors";
            default -> "all " + all.cardinality() + " processors";
        };
    }

    private static String someOf(PartsReport report, BitSet set, BitSet all) {
        var held = report.parts().stream()
                .filter(part -> part.isHere() && part.allowed().equals(set))
                .map(part -> part.name().replace('_', ' '))
                .collect(Collectors.joining(", "));
        var numbers = set.stream().mapToObj(String::valueOf).collect(Collectors.joining(", "));
        return format(
                "processor%s %s of %d, which %s may use,",
                set.cardinality() > 1 ? "s" : "", numbers, all.cardinality(), held);
    }

    static String ownProcessors(PartReport part, double used, double limit) {
        return format(
                "%s uses %.2f of the %s that it may use%s",
                title(part),
                used,
                limit == 1 ? "1 processor" : format("%.4g processors", limit).replaceFirst("\\.?0+ ", " "),
                part.isHere() ? "" : " on its machine");
    }

    /** The word of HAProxy, whose CPU time is not known. */
    static String busyThreads(double share) {
        return format("HAProxy: its threads are busy %.0f %% of the time", share * 100);
    }

    static String data(PartReport part, double used, double limit) {
        return format("%s memory: %s of %s (maxmemory)", possessive(part), bytes(used), bytes(limit));
    }

    /** The places of all emulators, of which each passes its questions on where it has none. */
    static String answers(List<PartReport> emulators) {
        var used = emulators.stream()
                .mapToDouble(part -> part.most(PartFigure.PLACES))
                .sum();
        var limits = emulators.stream()
                .map(part -> part.limit(PartFigure.PLACES_LIMIT))
                .filter(Objects::nonNull)
                .toList();
        return format(
                "the emulators' places: %,.0f of %s answers under way (MAX_ANSWERS)",
                used,
                limits.size() < emulators.size()
                        ? "all"
                        : format(
                                "%,.0f",
                                limits.stream().mapToDouble(each -> each).sum()));
    }

    static String connections(PartReport part, double limit) {
        return format("%s connection limit: %,.0f of %,.0f", possessive(part), part.most(PartFigure.PLACES), limit);
    }

    static String openFiles(PartReport part, double limit) {
        return format("%s open files: %,.0f of %,.0f", possessive(part), part.most(PartFigure.OPEN_FILES), limit);
    }

    /** The name of a part as a reader writes it, with a number if there are several of its kind. */
    static String title(PartReport part) {
        return switch (part.kind()) {
            case HAPROXY -> part.name().replace("haproxy", "HAProxy ").strip();
            case REDIS -> part.name().replace("redis", "Redis ").strip();
            default -> part.name().replace('_', ' ');
        };
    }

    static String possessive(PartReport part) {
        var title = title(part);
        return title.endsWith("s") ? title + "'" : title + "'s";
    }

    private static String bytes(double bytes) {
        return bytes >= 1e9
                ? format("%.2f GB", bytes / 1e9)
                : format(bytes >= 1e8 ? "%.0f MB" : "%.1f MB", bytes / 1e6);
    }

    private static String format(String text, @Nullable Object... values) {
        return String.format(Locale.ROOT, text, values);
    }
}
