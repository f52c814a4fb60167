package dev.llmemulator.load.parts;

import dev.llmemulator.load.parts.FullPart.What;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleFunction;

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
        var lengthUs = report.toUs() - report.fromUs();
        var shares = set.isEmpty() || lengthUs <= 0
                ? List.<ProcessorShare>of()
                : ProcessorShare.of(report, set, List.of(report.fromUs()), lengthUs);
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
        var thread = part.increase(part.commandThread());
        if (part.kind() == PartKind.REDIS && thread != null && report.seconds() > 0) {
            var share = thread / report.seconds();
            all.add(new NearestPart(
                    part.name(),
                    What.CORE,
                    share,
                    String.format(
                            Locale.ROOT, "Redis executes commands on one core, which is %.0f %% busy", share * 100)));
        }
        var busy = part.gauge(PartFigure.BUSY_SHARE);
        if (part.kind() == PartKind.HAPROXY && !part.tells(PartFigure.CPU_SECONDS) && busy != null) {
            all.add(new NearestPart(part.name(), What.CORE, busy.mean(), PartSentences.busyThreads(busy.mean())));
        }
    }

    private static void addAnswers(PartsReport report, List<NearestPart> all) {
        var emulators = report.emulators();
        // A question is refused only where none has a place.
        emulators.stream()
                .mapToDouble(part -> part.usedShare(PartFigure.PLACES, PartFigure.PLACES_LIMIT))
                .min()
                .ifPresent(share -> all.add(new NearestPart(
                        PartKind.EMULATOR.jsonName(), What.ANSWERS, share, PartSentences.answers(emulators))));
    }

    private static void addLimits(PartReport part, List<NearestPart> all) {
        addLimit(
                part,
                What.DATA,
                PartFigure.DATA_BYTES,
                PartFigure.DATA_LIMIT_BYTES,
                limit -> PartSentences.data(part, part.most(PartFigure.DATA_BYTES), limit),
                all);
        if (part.kind() != PartKind.EMULATOR) {
            addLimit(
                    part,
                    What.CONNECTIONS,
                    PartFigure.PLACES,
                    PartFigure.PLACES_LIMIT,
                    limit -> PartSentences.connections(part, limit),
                    all);
        }
        addLimit(
                part,
                What.OPEN_FILES,
                PartFigure.OPEN_FILES,
                PartFigure.OPEN_FILES_LIMIT,
                limit -> PartSentences.openFiles(part, limit),
                all);
    }

    private static void addLimit(
            PartReport part,
            What what,
            PartFigure figure,
            PartFigure limitFigure,
            DoubleFunction<String> sentence,
            List<NearestPart> all) {
        var limit = part.limit(limitFigure);
        if (limit != null) {
            all.add(new NearestPart(part.name(), what, part.usedShare(figure, limitFigure), sentence.apply(limit)));
        }
    }
}
