package dev.llmemulator.load.parts;

import dev.llmemulator.load.watch.CpuTicks;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** Builds reports from figures of each second, as the watch would have read them. */
public final class RecordedParts {
    private static final long SECOND_US = 1_000_000;
    private static final long GAP_US = 3 * SECOND_US;

    private final int seconds;
    private final Map<String, List<Reading>> readings = new LinkedHashMap<>();
    private final Map<String, PartKind> kinds = new HashMap<>();
    private final Map<String, BitSet> allowed = new HashMap<>();
    private final Map<String, Boolean> elsewhere = new HashMap<>();
    private final List<NotWatched> notWatched = new ArrayList<>();
    private String current = "";
    private double[] busy = {};

    private RecordedParts(int seconds) {
        this.seconds = seconds;
    }

    /** A cluster that ran so long, with a load test that received so many tokens in a second. */
    public static RecordedParts of(int seconds, double tokensPerSecond, double loadTestCpu) {
        return new RecordedParts(seconds)
                .part("load_test", PartKind.LOAD_TEST)
                .rate(PartFigure.TOKENS, tokensPerSecond)
                .rate(PartFigure.CPU_SECONDS, loadTestCpu);
    }

    /** The figures that follow are those of this part, and replace what it had. */
    public RecordedParts part(String name, PartKind kind) {
        current = name;
        kinds.put(name, kind);
        readings.computeIfAbsent(
                name,
                any -> IntStream.rangeClosed(0, seconds)
                        .mapToObj(i -> new Reading().at(i * SECOND_US))
                        .toList());
        return this;
    }

    public RecordedParts rate(PartFigure counter, double perSecond) {
        return set(counter, i -> 7 + i * perSecond);
    }

    public RecordedParts gauge(PartFigure figure, double value) {
        return set(figure, i -> value);
    }

    public RecordedParts set(PartFigure figure, IntToDoubleFunction value) {
        var all = readings.getOrDefault(current, List.of());
        for (var i = 0; i < all.size(); i++) {
            all.get(i).set(figure, value.applyAsDouble(i));
        }
        return this;
    }

    /** Holds the part to these processors. */
    public RecordedParts heldTo(String processors) {
        var set = LocalProcess.set(processors);
        allowed.put(current, set);
        return gauge(PartFigure.PROCESSORS, set.cardinality());
    }

    public RecordedParts elsewhere() {
        elsewhere.put(current, true);
        return this;
    }

    public RecordedParts notWatched(String name, String reason, String how) {
        notWatched.add(new NotWatched(name, reason, how));
        return this;
    }

    /** How busy each processor of the machine was. */
    public RecordedParts machine(double... shares) {
        busy = shares;
        return this;
    }

    public PartsReport report() {
        var ticks = new ArrayList<MachineReport.Ticks>();
        for (var i = 0; i <= seconds && busy.length > 0; i++) {
            var byName = new HashMap<String, CpuTicks>();
            var sum = 0L;
            for (var cpu = 0; cpu < busy.length; cpu++) {
                var used = Math.round(busy[cpu] * 100 * i);
                sum += used;
                byName.put("cpu" + cpu, new CpuTicks(used, 0, 100L * i));
            }
            byName.put("cpu", new CpuTicks(sum, 0, 100L * i * busy.length));
            ticks.add(new MachineReport.Ticks(i * SECOND_US, byName));
        }
        var parts = readings.entrySet().stream()
                .map(each -> PartReport.of(
                        kinds.getOrDefault(each.getKey(), PartKind.LOAD_TEST),
                        each.getKey(),
                        "http://127.0.0.1/" + each.getKey(),
                        !elsewhere.getOrDefault(each.getKey(), false),
                        allowed.getOrDefault(each.getKey(), LocalProcess.set("0-" + Math.max(0, busy.length - 1))),
                        each.getValue(),
                        GAP_US))
                .toList();
        return new PartsReport(parts, MachineReport.of(ticks, GAP_US), List.copyOf(notWatched), 0, seconds * SECOND_US)
                .between(0, seconds * SECOND_US);
    }
}
