package dev.llmemulator.load.parts;

import dev.llmemulator.load.watch.CpuTicks;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/** What the processors of the load test's machine did, all together and each. Nothing is known of other systems than Linux. */
final class MachineReport {
    private static final String ALL = "cpu";

    /** What was read at a time: ticks by the name of a processor. */
    record Ticks(long atUs, Map<String, CpuTicks> byName) {}

    private record Curves(Curve busy, Curve stolen) {}

    private final Map<String, Curves> byName;

    private MachineReport(Map<String, Curves> byName) {
        this.byName = byName;
    }

    static MachineReport of(List<Ticks> read, long longestGapUs) {
        var byName = new HashMap<String, Curves>();
        if (!read.isEmpty()) {
            for (var name : read.get(0).byName().keySet()) {
                byName.put(
                        name,
                        new Curves(
                                curve(read, name, CpuTicks::busy, longestGapUs),
                                curve(read, name, CpuTicks::stolen, longestGapUs)));
            }
        }
        return new MachineReport(byName);
    }

    private static Curve curve(List<Ticks> read, String name, ToLongFunction<CpuTicks> which, long longestGapUs) {
        var points = new ArrayList<Point>();
        for (var each : read) {
            var ticks = each.byName().get(name);
            if (ticks != null) {
                points.add(new Point(each.atUs(), which.applyAsLong(ticks) / LocalProcess.TICKS_PER_SECOND));
            }
        }
        return Curve.ofCounter(points, longestGapUs);
    }

    boolean isKnown() {
        return byName.containsKey(ALL);
    }

    /** The numbers of its processors. */
    BitSet processors() {
        var numbers = new BitSet();
        byName.keySet().stream()
                .filter(name -> !name.equals(ALL))
                .forEach(name -> numbers.set(Integer.parseInt(name.substring(ALL.length()))));
        return numbers;
    }

    /** Seconds that all processors together were busy; NaN if not known. */
    double busySeconds(long fromUs, long toUs) {
        return seconds(ALL, fromUs, toUs, false);
    }

    /** The share of their time in which these processors were busy or taken by the hypervisor; NaN if not known. */
    double busyShare(BitSet which, long fromUs, long toUs) {
        var busy = which.stream()
                .mapToDouble(number -> seconds(ALL + number, fromUs, toUs, true))
                .sum();
        return busy * 1e6 / (toUs - fromUs) / which.cardinality();
    }

    /** The share of all processors' time that the hypervisor gave to other machines; NaN if not known. */
    double stolenShare(long fromUs, long toUs) {
        var curves = byName.get(ALL);
        return curves == null
                ? Double.NaN
                : curves.stolen().increase(fromUs, toUs)
                        * 1e6
                        / (toUs - fromUs)
                        / Math.max(1, processors().cardinality());
    }

    private double seconds(String name, long fromUs, long toUs, boolean withStolen) {
        var curves = byName.get(name);
        if (curves == null) {
            return Double.NaN;
        }
        var stolen = withStolen ? curves.stolen().increase(fromUs, toUs) : 0;
        return curves.busy().increase(fromUs, toUs) + stolen;
    }
}
