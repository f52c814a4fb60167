package dev.llmemulator.load.parts;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the parts of a kind take of some processors.
 *
 * @param part the name of the kind, or of the one part of it that counts
 * @param name the same within a sentence
 */
record ProcessorShare(String part, String name, double share, boolean isPlural) {
    /**
     * The shares that parts take of these processors, the largest first, in times that begin so and last so long each.
     * Where a set is smaller than the machine, only parts that are held to it count, because nobody knows where the
     * others ran.
     */
    static List<ProcessorShare> of(PartsReport report, BitSet set, List<Long> froms, long lengthUs) {
        var capacity = froms.size() * (lengthUs / 1e6) * set.cardinality();
        var isMachine = set.equals(report.machine().processors());
        Map<PartKind, List<PartReport>> byKind = new EnumMap<>(PartKind.class);
        for (var part : report.parts()) {
            if (part.isHere() && (isMachine || isWithin(part.allowed(), set))) {
                byKind.computeIfAbsent(part.kind(), any -> new ArrayList<>()).add(part);
            }
        }
        var shares = new ArrayList<ProcessorShare>();
        byKind.forEach((kind, parts) -> shares.add(of(report, kind, parts, froms, lengthUs, capacity)));
        if (isMachine) {
            var parts = shares.stream().mapToDouble(ProcessorShare::share).sum();
            var busy = froms.stream()
                    .mapToDouble(from -> report.machine().busySeconds(from, from + lengthUs))
                    .sum();
            shares.add(new ProcessorShare(CpuRow.OTHER, "other programs", busy / capacity - parts, true));
        }
        shares.removeIf(share -> !(share.share() > 0));
        shares.sort(Comparator.comparingDouble(ProcessorShare::share).reversed());
        return shares;
    }

    private static ProcessorShare of(
            PartsReport report,
            PartKind kind,
            List<PartReport> parts,
            List<Long> froms,
            long lengthUs,
            double capacity) {
        var used = 0.0;
        for (var part : parts) {
            for (var from : froms) {
                var increase = part.between(from, from + lengthUs).increase(PartFigure.CPU_SECONDS);
                used += increase == null ? 0 : increase;
            }
        }
        // Of several of a kind, only one may be held to this set.
        var isAll = report.parts().stream().filter(each -> each.kind() == kind).count() == parts.size();
        return new ProcessorShare(
                isAll ? kind.jsonName() : parts.get(0).name(),
                isAll ? kind.called(parts.size()) : parts.get(0).name(),
                used / capacity,
                isAll && kind.isPlural(parts.size()));
    }

    private static boolean isWithin(BitSet inner, BitSet outer) {
        var beyond = (BitSet) inner.clone();
        beyond.andNot(outer);
        return !inner.isEmpty() && beyond.isEmpty();
    }

    /** The two largest shares, such as "Centrifugo takes 41 % of them, other programs 19 %". */
    static String sentence(List<ProcessorShare> shares, BitSet set) {
        var largest = shares.get(0);
        var text = String.format(
                Locale.ROOT,
                "%s %s %.0f %% of %s",
                largest.name(),
                largest.isPlural() ? "take" : "takes",
                largest.share() * 100,
                set.cardinality() > 1 ? "them" : "it");
        return shares.size() == 1
                ? text
                : text
                        + String.format(
                                Locale.ROOT,
                                ", %s %.0f %%",
                                shares.get(1).name(),
                                shares.get(1).share() * 100);
    }
}
