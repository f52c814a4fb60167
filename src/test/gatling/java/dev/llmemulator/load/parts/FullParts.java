package dev.llmemulator.load.parts;

import dev.llmemulator.load.parts.FullPart.What;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the parts that have no room for more. What explains most comes first: a full memory fails whatever the rest does;
 * a part that has used up its own share of processors gains nothing from free ones; full processors make answers pile
 * up; and what piles up fills places.
 *
 * <p>A share counts as full if it was in half of the seconds, so that neither a hiccup is taken for a limit nor the
 * beginning and the end of a run for room. A limit that cannot be exceeded counts when it was reached twice.
 */
final class FullParts {
    /** Of the processors' time. The kernel's own accounting, and what nobody counts, take the rest. */
    private static final double FULL = 0.9;

    /** Of processors that few parts may use: next to a part that is full, such a processor is never idle. */
    private static final double FULL_SUBSET = 0.95;

    private static final double AT_LIMIT = 0.995;
    private static final double NEAR_LIMIT = 0.98;
    private static final double NEARLY_ALL_PLACES = 0.8;
    private static final double OPEN_FILES_NEAR_LIMIT = 0.95;
    private static final int LEAST_SECONDS = 3;
    private static final int LEAST_READINGS = 2;
    private static final double LATE_REPLY_SECONDS = 0.1;
    private static final double MUCH_STOLEN = 0.1;
    private static final long SECOND_US = 1_000_000;

    private final PartsReport report;
    private final List<FullPart> found = new ArrayList<>();

    private FullParts(PartsReport report) {
        this.report = report;
    }

    static List<FullPart> of(PartsReport report) {
        var parts = new FullParts(report);
        parts.find();
        return List.copyOf(parts.found);
    }

    private void find() {
        report.parts().forEach(this::addData);
        report.parts().forEach(this::addOwnProcessors);
        report.parts().forEach(this::addCore);
        var all = report.machine().processors();
        var machineIsFull = !all.isEmpty() && addProcessors(all);
        if (!machineIsFull) {
            narrowSets(all).forEach(this::addProcessors);
        }
        addPlaces();
        report.parts().forEach(this::addOpenFiles);
        if (!machineIsFull) {
            report.parts().forEach(this::addReplies);
        }
    }

    private boolean isFull(String part, What what) {
        return found.stream()
                .anyMatch(each -> each.what() == what && each.part().equals(part));
    }

    private void add(PartReport part, What what, String sentence, @Nullable Object... values) {
        found.add(new FullPart(part.name(), what, format(sentence, values)));
    }

    // ------------------------------------------------------------ processors

    /** The sets of processors that a part is held to, each smaller than the machine. */
    private Set<BitSet> narrowSets(BitSet all) {
        return report.parts().stream()
                .filter(PartReport::isHere)
                .map(PartReport::allowed)
                .filter(set -> !set.isEmpty() && set.cardinality() < all.cardinality())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private boolean addProcessors(BitSet set) {
        var all = report.machine().processors();
        var isMachine = set.equals(all);
        var seconds = fullSeconds(
                isMachine ? FULL : FULL_SUBSET, second -> report.machine().busyShare(set, second, second + SECOND_US));
        if (seconds.isEmpty()) {
            return false;
        }
        var shares = shares(set, seconds);
        if (shares.isEmpty()) {
            return false;
        }
        var largest = shares.get(0);
        if (!isMachine && isFull(largest.part(), What.OWN_PROCESSORS)) {
            return false;
        }
        var many = set.cardinality() > 1;
        var sentence = new StringBuilder(isMachine ? allOf(set) : theseOf(set, all))
                .append(format(
                        "; %s %s %.0f %% of %s",
                        largest.name(),
                        largest.isPlural() ? "take" : "takes",
                        largest.share() * 100,
                        many ? "them" : "it"));
        if (shares.size() > 1) {
            sentence.append(
                    format(", %s %.0f %%", shares.get(1).name(), shares.get(1).share() * 100));
        }
        var stolen = report.machine().stolenShare(report.fromUs(), report.toUs());
        if (stolen >= MUCH_STOLEN) {
            sentence.append(format("; the hypervisor gives %.0f %% to other machines", stolen * 100));
        }
        found.add(new FullPart(largest.part(), isMachine ? What.PROCESSORS : What.OWN_PROCESSORS, sentence.toString()));
        return true;
    }

    private static String allOf(BitSet all) {
        return switch (all.cardinality()) {
            case 1 -> "the processor is full";
            case 2 -> "both processors are full";
            default -> "all " + all.cardinality() + " processors are full";
        };
    }

    private String theseOf(BitSet set, BitSet all) {
        var held = report.parts().stream()
                .filter(part -> part.isHere() && part.allowed().equals(set))
                .map(PartReport::name)
                .map(name -> name.replace('_', ' '))
                .collect(Collectors.joining(", "));
        var numbers = set.stream().mapToObj(String::valueOf).collect(Collectors.joining(", "));
        return format(
                "processor%s %s of %d, which %s may use, %s full",
                set.cardinality() > 1 ? "s" : "",
                numbers,
                all.cardinality(),
                held,
                set.cardinality() > 1 ? "are" : "is");
    }

    private record Share(String part, String name, double share, boolean isPlural) {}

    /**
     * The shares that parts take of these processors in these seconds, the largest first. Where a set is smaller than the
     * machine, only parts that are held to it count, because nobody knows where the others ran.
     */
    private List<Share> shares(BitSet set, List<Long> seconds) {
        var isMachine = set.equals(report.machine().processors());
        Map<PartKind, List<PartReport>> byKind = new EnumMap<>(PartKind.class);
        for (var part : report.parts()) {
            if (part.isHere() && (isMachine || isWithin(part.allowed(), set))) {
                byKind.computeIfAbsent(part.kind(), any -> new ArrayList<>()).add(part);
            }
        }
        var shares = new ArrayList<Share>();
        byKind.forEach((kind, parts) -> shares.add(share(kind, parts, set, seconds)));
        if (isMachine) {
            var parts = shares.stream().mapToDouble(Share::share).sum();
            var busy = seconds.stream()
                    .mapToDouble(second -> report.machine().busySeconds(second, second + SECOND_US))
                    .sum();
            shares.add(
                    new Share(CpuRow.OTHER, "other programs", busy / seconds.size() / set.cardinality() - parts, true));
        }
        shares.removeIf(share -> share.share() <= 0);
        shares.sort(Comparator.comparingDouble(Share::share).reversed());
        return shares;
    }

    private Share share(PartKind kind, List<PartReport> parts, BitSet set, List<Long> seconds) {
        var used = 0.0;
        for (var part : parts) {
            for (var second : seconds) {
                var increase = part.between(second, second + SECOND_US).increase(PartFigure.CPU_SECONDS);
                used += increase == null ? 0 : increase;
            }
        }
        // Of several of a kind, only one may be held to this set.
        var isAll = report.parts().stream().filter(each -> each.kind() == kind).count() == parts.size();
        return new Share(
                isAll ? kind.jsonName() : parts.get(0).name(),
                isAll ? kind.called(parts.size()) : parts.get(0).name(),
                used / seconds.size() / set.cardinality(),
                isAll && kind.isPlural(parts.size()));
    }

    private static boolean isWithin(BitSet inner, BitSet outer) {
        var beyond = (BitSet) inner.clone();
        beyond.andNot(outer);
        return !inner.isEmpty() && beyond.isEmpty();
    }

    /** A part that uses all that its own limit lets it have: a control group's, a container's, or another machine's. */
    private void addOwnProcessors(PartReport part) {
        var limit = part.limit(PartFigure.PROCESSORS);
        var all = report.machine().processors().cardinality();
        if (limit == null || (part.isHere() && limit >= all)) {
            return;
        }
        double most = limit;
        var seconds = fullSeconds(FULL, second -> cpu(part, second) / most);
        if (!seconds.isEmpty()) {
            var used = seconds.stream()
                    .mapToDouble(second -> cpu(part, second))
                    .average()
                    .orElse(0);
            add(
                    part,
                    What.OWN_PROCESSORS,
                    "%s uses %.2f of the %s that it may use%s",
                    title(part),
                    used,
                    limit == 1
                            ? "1 processor"
                            : format("%.4g processors", limit).replaceFirst("\\.?0+ ", " "),
                    part.isHere() ? "" : " on its machine");
        }
    }

    /** Redis executes all commands on one thread; HAProxy's own word is taken where its CPU time is not known. */
    private void addCore(PartReport part) {
        var thread = part.tells(PartFigure.MAIN_THREAD_CPU_SECONDS)
                ? PartFigure.MAIN_THREAD_CPU_SECONDS
                : PartFigure.CPU_SECONDS;
        if (part.kind() == PartKind.REDIS
                && !fullSeconds(FULL, second -> rate(part, thread, second)).isEmpty()) {
            add(part, What.CORE, "Redis: one core full, and it executes commands on one");
        }
        if (part.kind() == PartKind.HAPROXY && !part.tells(PartFigure.CPU_SECONDS)) {
            var busy = part.points(PartFigure.BUSY_SHARE);
            if (busy.size() >= LEAST_SECONDS && median(busy) >= FULL) {
                add(part, What.CORE, "HAProxy: its threads are busy %.0f %% of the time", median(busy) * 100);
            }
        }
    }

    private static double cpu(PartReport part, long second) {
        return rate(part, PartFigure.CPU_SECONDS, second);
    }

    private static double rate(PartReport part, PartFigure counter, long second) {
        var increase = part.between(second, second + SECOND_US).increase(counter);
        return increase == null ? Double.NaN : increase;
    }

    private interface ShareOfSecond {
        double at(long second);
    }

    /** The seconds in which a share was full, if these were at least half of all; else none. */
    private List<Long> fullSeconds(double full, ShareOfSecond share) {
        var seconds = new ArrayList<Long>();
        var all = 0;
        for (var second = report.fromUs(); second + SECOND_US <= report.toUs(); second += SECOND_US) {
            all++;
            if (share.at(second) >= full) {
                seconds.add(second);
            }
        }
        return seconds.size() >= LEAST_SECONDS && seconds.size() * 2 >= all ? List.copyOf(seconds) : List.of();
    }

    // ------------------------------------------------------------ limits

    private void addData(PartReport part) {
        var limit = part.limit(PartFigure.DATA_LIMIT_BYTES);
        var used = part.gauge(PartFigure.DATA_BYTES);
        if (limit != null && used != null && used.most() >= limit * NEAR_LIMIT) {
            add(part, What.DATA, "%s memory: %s of %s (maxmemory)", possessive(part), bytes(used.most()), bytes(limit));
        }
    }

    private void addPlaces() {
        // One emulator that is full passes its questions on to the others.
        var emulators = report.parts().stream()
                .filter(part -> part.kind() == PartKind.EMULATOR)
                .toList();
        if (!emulators.isEmpty() && emulators.stream().allMatch(this::refused)) {
            var used = emulators.stream()
                    .mapToDouble(part -> most(part, PartFigure.PLACES))
                    .sum();
            var limits = emulators.stream()
                    .map(part -> part.limit(PartFigure.PLACES_LIMIT))
                    .toList();
            found.add(new FullPart(
                    PartKind.EMULATOR.jsonName(),
                    What.ANSWERS,
                    format(
                            "the emulators' places: %,.0f of %s answers under way (MAX_ANSWERS)",
                            used,
                            limits.contains(null)
                                    ? "all"
                                    : format(
                                            "%,.0f",
                                            limits.stream()
                                                    .mapToDouble(each -> each == null ? 0 : each)
                                                    .sum()))));
        }
        for (var part : report.parts()) {
            if (part.kind() != PartKind.EMULATOR && isAtLimit(part, PartFigure.PLACES, PartFigure.PLACES_LIMIT)) {
                add(
                        part,
                        What.CONNECTIONS,
                        "%s connection limit: %,.0f of %,.0f",
                        possessive(part),
                        most(part, PartFigure.PLACES),
                        part.limit(PartFigure.PLACES_LIMIT));
            } else if (part.kind() == PartKind.HAPROXY && grew(part, PartFigure.DROPPED)) {
                add(
                        part,
                        What.CONNECTIONS,
                        "HAProxy closed %,.0f connections of an address that had too many (MAX_CONNECTIONS_PER_ADDRESS)",
                        part.increase(PartFigure.DROPPED));
            }
        }
    }

    private boolean refused(PartReport emulator) {
        var limit = emulator.limit(PartFigure.PLACES_LIMIT);
        // Between two readings, an answer may end and another begin.
        return isAtLimit(emulator, PartFigure.PLACES, PartFigure.PLACES_LIMIT)
                || (limit != null
                        && most(emulator, PartFigure.PLACES) >= limit * NEARLY_ALL_PLACES
                        && grew(emulator, PartFigure.DROPPED));
    }

    private void addOpenFiles(PartReport part) {
        var limit = part.limit(PartFigure.OPEN_FILES_LIMIT);
        var open = part.gauge(PartFigure.OPEN_FILES);
        if (limit != null && open != null && open.most() >= limit * OPEN_FILES_NEAR_LIMIT) {
            add(part, What.OPEN_FILES, "%s open files: %,.0f of %,.0f", possessive(part), open.most(), limit);
        }
    }

    /** Its processor may be idle, and yet it lets wait: it is halted, swaps, or is far away. */
    private void addReplies(PartReport part) {
        var replies = part.points(PartFigure.REPLY_SECONDS);
        // One that never replied is not watched, which is told elsewhere.
        var replied = part.tells(PartFigure.CONNECTIONS) || part.tells(PartFigure.PLACES);
        if (replied && replies.size() >= LEAST_SECONDS && median(replies) >= LATE_REPLY_SECONDS) {
            add(
                    part,
                    What.REPLIES,
                    "%s lets wait: half of what it is asked takes %.0f ms or more",
                    title(part),
                    median(replies) * 1e3);
        }
    }

    private static boolean isAtLimit(PartReport part, PartFigure figure, PartFigure limitFigure) {
        var limit = part.limit(limitFigure);
        return limit != null
                && limit > 0
                && part.points(figure).stream()
                                .filter(each -> each.value() >= limit * AT_LIMIT)
                                .count()
                        >= LEAST_READINGS;
    }

    private static boolean grew(PartReport part, PartFigure counter) {
        var increase = part.increase(counter);
        return increase != null && increase > 0.5;
    }

    private static double most(PartReport part, PartFigure figure) {
        var gauge = part.gauge(figure);
        return gauge == null ? 0 : gauge.most();
    }

    private static double median(List<Point> points) {
        var sorted = points.stream().mapToDouble(Point::value).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    /** The name of a part as a reader writes it, with a number if there are several of its kind. */
    private static String title(PartReport part) {
        return switch (part.kind()) {
            case HAPROXY -> part.name().replace("haproxy", "HAProxy ").strip();
            case REDIS -> part.name().replace("redis", "Redis ").strip();
            default -> part.name().replace('_', ' ');
        };
    }

    private static String possessive(PartReport part) {
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
