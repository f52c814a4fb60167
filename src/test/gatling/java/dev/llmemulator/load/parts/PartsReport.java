package dev.llmemulator.load.parts;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the parts of the cluster told, and what they cost, in a time. */
public final class PartsReport {
    /** The report of a run that watched nothing. */
    public static final PartsReport NONE =
            new PartsReport(List.of(), MachineReport.of(List.of(), 0), List.of(), 0, 0, 0);

    private static final int MOST_INTERVALS = 240;
    private static final long SECOND_US = 1_000_000;

    private final List<PartReport> parts;
    private final MachineReport machine;
    private final List<NotWatched> notWatched;
    private final long fromUs;
    private final long toUs;
    private final long seriesFromUs;

    // Found when first asked for: it looks at every second, and whoever shows a report asks for it more than once.
    private @Nullable List<FullPart> fullParts;

    PartsReport(List<PartReport> parts, MachineReport machine, List<NotWatched> notWatched, long fromUs, long toUs) {
        this(parts, machine, notWatched, fromUs, toUs, fromUs);
    }

    private PartsReport(
            List<PartReport> parts,
            MachineReport machine,
            List<NotWatched> notWatched,
            long fromUs,
            long toUs,
            long seriesFromUs) {
        this.parts = parts;
        this.machine = machine;
        this.notWatched = notWatched;
        this.fromUs = fromUs;
        this.toUs = toUs;
        this.seriesFromUs = seriesFromUs;
    }

    /** The report of a part of the time, in microseconds since the epoch by the clock of the run. */
    public PartsReport between(long from, long to) {
        return new PartsReport(
                parts.stream().map(each -> each.between(from, to)).toList(), machine, notWatched, from, to);
    }

    /** The same report, whose series begin at an earlier time. */
    public PartsReport withSeriesFrom(long us) {
        return new PartsReport(parts, machine, notWatched, fromUs, toUs, Math.min(us, fromUs));
    }

    /** Whether there was anything to watch. */
    public boolean isWatched() {
        return !parts.isEmpty() || !notWatched.isEmpty();
    }

    public double seconds() {
        return Math.max(0, toUs - fromUs) / 1e6;
    }

    /** The parts that told something, the load test among them. */
    public List<PartReport> parts() {
        return parts;
    }

    public List<NotWatched> notWatched() {
        return notWatched;
    }

    /** How many processors the machine of the load test has; 0 if that is not known. */
    public int processors() {
        return machine.processors().cardinality();
    }

    MachineReport machine() {
        return machine;
    }

    long fromUs() {
        return fromUs;
    }

    long toUs() {
        return toUs;
    }

    /** The tokens that the load test received. */
    public long tokens() {
        return parts.stream()
                .filter(each -> each.kind() == PartKind.LOAD_TEST)
                .map(each -> each.increase(PartFigure.TOKENS))
                .filter(Objects::nonNull)
                .mapToLong(Math::round)
                .sum();
    }

    /** The share of this machine's processors that the cluster's parts on it took; 0 if that is not known. */
    public double clusterShare() {
        var known = parts.stream()
                .filter(each -> each.isHere() && each.kind() != PartKind.LOAD_TEST)
                .map(each -> each.increase(PartFigure.CPU_SECONDS))
                .filter(Objects::nonNull)
                .mapToDouble(each -> each)
                .sum();
        return known == 0 || processors() == 0 ? 0 : known / seconds() / processors();
    }

    /** Where the CPU time goes: a row for each kind of parts, and where it is known, what else ran, and the whole machine. */
    public List<CpuRow> cpu() {
        var rows = new ArrayList<CpuRow>();
        var here = 0.0;
        for (var kind : PartKind.values()) {
            for (var elsewhere : List.of(false, true)) {
                var known = parts.stream()
                        .filter(each -> each.kind() == kind && each.isHere() != elsewhere)
                        .map(each -> each.increase(PartFigure.CPU_SECONDS))
                        .filter(Objects::nonNull)
                        .toList();
                if (!known.isEmpty()) {
                    var seconds = known.stream().mapToDouble(each -> each).sum();
                    here += elsewhere ? 0 : seconds;
                    rows.add(row(
                            kind.jsonName(), label(kind, known.size(), elsewhere), known.size(), elsewhere, seconds));
                }
            }
        }
        var busy = machine.busySeconds(fromUs, toUs);
        if (!Double.isNaN(busy) && !rows.isEmpty()) {
            // The kernel counts a machine's time by ticks and a process' exactly, so the parts can seem to be more.
            rows.add(row(CpuRow.OTHER, "other programs, kernel", 1, false, Math.max(0, busy - here)));
            rows.add(row(CpuRow.MACHINE, "this machine", 1, false, busy));
        }
        return rows;
    }

    private static String label(PartKind kind, int instances, boolean elsewhere) {
        var name = kind.called(instances).replaceFirst("^the ", "");
        return name + (instances > 1 ? " \u00d7 " + instances : "") + (elsewhere ? ", elsewhere" : "");
    }

    private CpuRow row(String part, String label, int instances, boolean elsewhere, double seconds) {
        var whole = seconds() * processors();
        var tokens = tokens();
        return new CpuRow(
                part,
                label,
                instances,
                elsewhere,
                seconds,
                elsewhere || whole == 0 ? null : Double.valueOf(seconds / whole),
                tokens == 0 ? null : Double.valueOf(seconds * 1e6 / tokens));
    }

    /** The part that has no room for more; the one that explains most, if there are several. */
    public Optional<FullPart> fullPart() {
        return fullParts().stream().findFirst();
    }

    /** All parts that have no room for more. */
    public List<FullPart> fullParts() {
        var known = fullParts;
        if (known == null) {
            known = FullParts.of(this);
            fullParts = known;
        }
        return known;
    }

    /** What came nearest to being full; empty if something was full, or nothing is known. */
    public Optional<NearestPart> nearestPart() {
        return fullParts().isEmpty() ? NearestPart.of(this) : Optional.empty();
    }

    List<PartReport> emulators() {
        return parts.stream().filter(each -> each.kind() == PartKind.EMULATOR).toList();
    }

    /** The sets of processors that a part is held to, each smaller than the machine. */
    Set<BitSet> narrowSets() {
        return parts.stream()
                .filter(PartReport::isHere)
                .map(PartReport::allowed)
                .filter(set -> !set.isEmpty() && set.cardinality() < processors())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** The processors that a part may use by a limit of its own, be it another machine's number; null without one. */
    @Nullable
    Double ownProcessors(PartReport part) {
        var limit = part.limit(PartFigure.PROCESSORS);
        return limit == null || (part.isHere() && limit >= processors()) ? null : limit;
    }

    /** The length of the intervals of the series: a second, doubled until a chart has room for them. */
    public long intervalSeconds() {
        var length = 1L;
        while ((toUs - seriesFromUs) / SECOND_US / length > MOST_INTERVALS) {
            length *= 2;
        }
        return length;
    }

    /** A figure of a part in the intervals, of a counter what was added in a second; null where nothing is known. */
    public List<@Nullable Double> series(PartReport part, PartFigure figure) {
        return part.series(figure, seriesFromUs, toUs, intervalSeconds() * SECOND_US);
    }

    /** When the series begin, in seconds after the time that the report is of: 0, or less. */
    public double seriesSecond() {
        return (seriesFromUs - fromUs) / 1e6;
    }

    /** A line for the console: what a token's CPU time is made of; empty without a token. */
    public String cpuPerTokenInOneLine() {
        var text = new StringBuilder();
        for (var row : cpu()) {
            if (row.usPerToken() != null && !row.part().equals(CpuRow.MACHINE)) {
                text.append(text.length() == 0 ? "" : ", ")
                        .append(String.format(Locale.ROOT, "%s %.0f", shortened(row), row.usPerToken()));
            }
        }
        return text.toString();
    }

    private static String shortened(CpuRow row) {
        return row.part().equals(CpuRow.OTHER) ? "other" : row.label().replaceFirst(" \u00d7 \\d+", "");
    }
}
