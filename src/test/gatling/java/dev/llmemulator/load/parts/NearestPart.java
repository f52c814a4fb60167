package dev.llmemulator.load.parts;

import dev.llmemulator.load.parts.FullPart.What;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * The part that came nearest to being full, where none was. Latencies grow long before a part has no room at all: on
 * processors that are busy for 85 % of the time, whoever needs one waits for it most of the time.
 *
 * @param part its name in {@code summary.json}: of a kind of parts, or of one of them
 * @param what of it, in a word for programs
 * @param share how much of it was used: of processors on average, of what cannot be exceeded at most
 * @param sentence the same for people
 */
public record NearestPart(String part, What what, double share, String sentence) {
    private static final long SECOND_US = 1_000_000;

    /** The one of which most was used; empty if nothing is known of any. */
    static Optional<NearestPart> of(PartsReport report) {
        var all = new ArrayList<NearestPart>();
        addProcessors(report, report.machine().processors(), all);
        report.narrowSets().forEach(set -> addProcessors(report, set, all));
        addAnswers(report, all);
        for (var part : report.parts()) {
            addOwnProcessors(report, part, all);
            addCore(report, part, all);
            addLimits(part, all);
        }
        return all.stream().filter(each -> each.share() > 0).max(Comparator.comparingDouble(NearestPart::share));
    }

    private static void addProcessors(PartsReport report, BitSet set, List<NearestPart> all) {
        var seconds = LongStream.iterate(
                        report.fromUs(), second -> second + SECOND_US <= report.toUs(), second -> second + SECOND_US)
                .boxed()
                .toList();
        var shares = set.isEmpty() || seconds.isEmpty()
                ? List.<ProcessorShare>of()
                : ProcessorShare.of(report, set, seconds);
        if (!shares.isEmpty()) {
            var busy = report.machine().busyShare(set, report.fromUs(), report.toUs());
            all.add(new NearestPart(
                    shares.get(0).part(),
                    set.equals(report.machine().processors()) ? What.PROCESSORS : What.OWN_PROCESSORS,
                    busy,
                    String.format(
                            Locale.ROOT,
                            "%s %s %.0f %% busy; %s",
                            PartSentences.processors(report, set),
                            set.cardinality() > 1 ? "are" : "is",
                            busy * 100,
                            ProcessorShare.sentence(shares, set))));
        }
    }

    private static void addOwnProcessors(PartsReport report, PartReport part, List<NearestPart> all) {
        var limit = report.ownProcessors(part);
        var used = part.increase(PartFigure.CPU_SECONDS);
        if (limit != null && used != null && report.seconds() > 0) {
            var processors = used / report.seconds();
            all.add(new NearestPart(
                    part.name(),
                    What.OWN_PROCESSORS,
                    processors / limit,
                    PartSentences.ownProcessors(part, processors, limit)));
        }
    }

    private static void addCore(PartsReport report, PartReport part, List<NearestPart> all) {
        var thread = part.increase(
                part.tells(PartFigure.MAIN_THREAD_CPU_SECONDS)
                        ? PartFigure.MAIN_THREAD_CPU_SECONDS
                        : PartFigure.CPU_SECONDS);
        if (part.kind() == PartKind.REDIS && thread != null && report.seconds() > 0) {
            add(
                    part,
                    What.CORE,
                    thread / report.seconds(),
                    "Redis executes commands on one core, which is %.0f %% busy",
                    all);
        }
        var busy = part.gauge(PartFigure.BUSY_SHARE);
        if (part.kind() == PartKind.HAPROXY && !part.tells(PartFigure.CPU_SECONDS) && busy != null) {
            add(part, What.CORE, busy.mean(), "HAProxy: its threads are busy %.0f %% of the time", all);
        }
    }

    private static void add(PartReport part, What what, double share, String sentence, List<NearestPart> all) {
        all.add(new NearestPart(part.name(), what, share, String.format(Locale.ROOT, sentence, share * 100)));
    }

    private static void addAnswers(PartsReport report, List<NearestPart> all) {
        var emulators = report.parts().stream()
                .filter(part -> part.kind() == PartKind.EMULATOR)
                .toList();
        // A question is refused only where none has a place.
        emulators.stream()
                .mapToDouble(part -> part.usedShare(PartFigure.PLACES, PartFigure.PLACES_LIMIT))
                .min()
                .ifPresent(share -> all.add(new NearestPart(
                        PartKind.EMULATOR.jsonName(), What.ANSWERS, share, PartSentences.answers(emulators))));
    }

    private static void addLimits(PartReport part, List<NearestPart> all) {
        var data = part.limit(PartFigure.DATA_LIMIT_BYTES);
        if (data != null) {
            all.add(new NearestPart(
                    part.name(),
                    What.DATA,
                    part.usedShare(PartFigure.DATA_BYTES, PartFigure.DATA_LIMIT_BYTES),
                    PartSentences.data(part, part.most(PartFigure.DATA_BYTES), data)));
        }
        var places = part.limit(PartFigure.PLACES_LIMIT);
        if (part.kind() != PartKind.EMULATOR && places != null) {
            all.add(new NearestPart(
                    part.name(),
                    What.CONNECTIONS,
                    part.usedShare(PartFigure.PLACES, PartFigure.PLACES_LIMIT),
                    PartSentences.connections(part, places)));
        }
        var files = part.limit(PartFigure.OPEN_FILES_LIMIT);
        if (files != null) {
            all.add(new NearestPart(
                    part.name(),
                    What.OPEN_FILES,
                    part.usedShare(PartFigure.OPEN_FILES, PartFigure.OPEN_FILES_LIMIT),
                    PartSentences.openFiles(part, files)));
        }
    }
}
