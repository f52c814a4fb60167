package dev.llmemulator.load.parts;

import dev.llmemulator.load.parts.FullPart.What;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
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
            report.narrowSets().forEach(this::addProcessors);
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

    private void add(PartReport part, What what, String sentence) {
        found.add(new FullPart(part.name(), what, sentence));
    }

    // ------------------------------------------------------------ processors

    private boolean addProcessors(BitSet set) {
        var isMachine = set.equals(report.machine().processors());
        var seconds = fullSeconds(
                isMachine ? FULL : FULL_SUBSET, second -> report.machine().busyShare(set, second, second + SECOND_US));
        if (seconds.isEmpty()) {
            return false;
        }
        var shares = ProcessorShare.of(report, set, seconds, SECOND_US);
        if (shares.isEmpty()) {
            return false;
        }
        var largest = shares.get(0);
        if (!isMachine && isFull(largest.part(), What.OWN_PROCESSORS)) {
            return false;
        }
        var sentence = new StringBuilder(PartSentences.processors(report, set))
                .append(set.cardinality() > 1 ? " are full; " : " is full; ")
                .append(ProcessorShare.sentence(shares, set));
        var stolen = report.machine().stolenShare(report.fromUs(), report.toUs());
        if (stolen >= MUCH_STOLEN) {
            sentence.append(format("; the hypervisor gives %.0f %% to other machines", stolen * 100));
        }
        found.add(new FullPart(largest.part(), isMachine ? What.PROCESSORS : What.OWN_PROCESSORS, sentence.toString()));
        return true;
    }

    /** A part that uses all that its own limit lets it have: a control group's, a container's, or another machine's. */
    private void addOwnProcessors(PartReport part) {
        var limit = report.ownProcessors(part);
        if (limit == null) {
            return;
        }
        double most = limit;
        var seconds = fullSeconds(FULL, second -> cpu(part, second) / most);
        if (!seconds.isEmpty()) {
            var used = seconds.stream()
                    .mapToDouble(second -> cpu(part, second))
                    .average()
                    .orElse(0);
            add(part, What.OWN_PROCESSORS, PartSentences.ownProcessors(part, used, most));
        }
    }

    /** Redis executes all commands on one thread; HAProxy's own word is taken where its CPU time is not known. */
    private void addCore(PartReport part) {
        if (part.kind() == PartKind.REDIS
                && !fullSeconds(FULL, second -> rate(part, part.commandThread(), second))
                        .isEmpty()) {
            add(part, What.CORE, "Redis: one core full, and it executes commands on one");
        }
        if (part.kind() == PartKind.HAPROXY && !part.tells(PartFigure.CPU_SECONDS)) {
            var busy = part.points(PartFigure.BUSY_SHARE);
            if (busy.size() >= LEAST_SECONDS && median(busy) >= FULL) {
                add(part, What.CORE, PartSentences.busyThreads(median(busy)));
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
            add(part, What.DATA, PartSentences.data(part, used.most(), limit));
        }
    }

    private void addPlaces() {
        // One emulator that is full passes its questions on to the others.
        var emulators = report.emulators();
        if (!emulators.isEmpty() && emulators.stream().allMatch(this::refused)) {
            found.add(new FullPart(PartKind.EMULATOR.jsonName(), What.ANSWERS, PartSentences.answers(emulators)));
        }
        for (var part : report.parts()) {
            var limit = part.limit(PartFigure.PLACES_LIMIT);
            if (part.kind() != PartKind.EMULATOR
                    && limit != null
                    && isAtLimit(part, PartFigure.PLACES, PartFigure.PLACES_LIMIT)) {
                add(part, What.CONNECTIONS, PartSentences.connections(part, limit));
            } else if (part.kind() == PartKind.HAPROXY && grew(part, PartFigure.DROPPED)) {
                add(
                        part,
                        What.CONNECTIONS,
                        format(
                                "HAProxy closed %,.0f connections of an address that had too many (MAX_CONNECTIONS_PER_ADDRESS)",
                                part.increase(PartFigure.DROPPED)));
            }
        }
    }

    private boolean refused(PartReport emulator) {
        var limit = emulator.limit(PartFigure.PLACES_LIMIT);
        // Between two readings, an answer may end and another begin.
        return isAtLimit(emulator, PartFigure.PLACES, PartFigure.PLACES_LIMIT)
                || (limit != null
                        && emulator.most(PartFigure.PLACES) >= limit * NEARLY_ALL_PLACES
                        && grew(emulator, PartFigure.DROPPED));
    }

    private void addOpenFiles(PartReport part) {
        var limit = part.limit(PartFigure.OPEN_FILES_LIMIT);
        var open = part.gauge(PartFigure.OPEN_FILES);
        if (limit != null && open != null && open.most() >= limit * OPEN_FILES_NEAR_LIMIT) {
            add(part, What.OPEN_FILES, PartSentences.openFiles(part, limit));
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
                    format(
                            "%s lets wait: half of what it is asked takes %.0f ms or more",
                            PartSentences.title(part), median(replies) * 1e3));
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

    private static double median(List<Point> points) {
        var sorted = points.stream().mapToDouble(Point::value).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static String format(String text, @Nullable Object... values) {
        return String.format(Locale.ROOT, text, values);
    }
}
