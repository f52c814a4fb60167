package dev.llmemulator.load.parts;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one part told of itself in a time. */
public final class PartReport {
    /** Fewer change the memory of a process less than its garbage does. */
    private static final int LEAST_CONNECTIONS = 100;

    private final PartKind kind;
    private final String name;
    private final String address;
    private final boolean here;
    private final BitSet allowed;
    private final Map<PartFigure, Curve> curves;
    private final long fromUs;
    private final long toUs;

    private PartReport(
            PartKind kind,
            String name,
            String address,
            boolean here,
            BitSet allowed,
            Map<PartFigure, Curve> curves,
            long fromUs,
            long toUs) {
        this.kind = kind;
        this.name = name;
        this.address = address;
        this.here = here;
        this.allowed = allowed;
        this.curves = curves;
        this.fromUs = fromUs;
        this.toUs = toUs;
    }

    /** The report of all readings of a part, which may have gaps. */
    static PartReport of(
            PartKind kind,
            String name,
            String address,
            boolean here,
            BitSet allowed,
            List<Reading> readings,
            long longestGapUs) {
        var curves = new EnumMap<PartFigure, Curve>(PartFigure.class);
        for (var figure : PartFigure.values()) {
            var points = new ArrayList<Point>();
            for (var each : readings) {
                if (each.tells(figure)) {
                    points.add(new Point(each.atUs(), each.get(figure)));
                }
            }
            if (!points.isEmpty()) {
                curves.put(
                        figure,
                        figure.isCounter() ? Curve.ofCounter(points, longestGapUs) : Curve.of(points, longestGapUs));
            }
        }
        return new PartReport(kind, name, address, here, allowed, curves, Long.MIN_VALUE / 2, Long.MAX_VALUE / 2);
    }

    PartReport between(long from, long to) {
        return new PartReport(kind, name, address, here, allowed, curves, from, to);
    }

    public PartKind kind() {
        return kind;
    }

    public String name() {
        return name;
    }

    /** Where it was asked, without anything secret. */
    public String address() {
        return address;
    }

    /** Whether it runs on the machine of the load test. */
    public boolean isHere() {
        return here;
    }

    /** The processors that it may use, by number; none if that is not known. */
    BitSet allowed() {
        return allowed;
    }

    /** By how much a counter grew in this time; null if the part does not tell. */
    public @Nullable Double increase(PartFigure counter) {
        return known(curve(counter).increase(fromUs, toUs));
    }

    /** The first, mean, greatest and last value of a figure in this time; null if the part does not tell. */
    public @Nullable Gauge gauge(PartFigure figure) {
        var values = points(figure);
        return values.isEmpty()
                ? null
                : new Gauge(
                        values.get(0).value(),
                        values.stream().mapToDouble(Point::value).average().orElse(Double.NaN),
                        values.stream().mapToDouble(Point::value).max().orElse(Double.NaN),
                        values.get(values.size() - 1).value());
    }

    /** The values of a figure that were read in this time; of a counter, its sum since the first reading. */
    public List<Point> points(PartFigure figure) {
        return curve(figure).within(fromUs, toUs);
    }

    /** A figure in intervals of equal length, of a counter what was added in a second; null where nothing is known. */
    List<@Nullable Double> series(PartFigure figure, long from, long to, long lengthUs) {
        var series = new ArrayList<@Nullable Double>();
        for (var start = from; start < to; start += lengthUs) {
            series.add(value(figure, start, Math.min(start + lengthUs, to)));
        }
        return series;
    }

    private @Nullable Double value(PartFigure figure, long from, long to) {
        var curve = curve(figure);
        return known(
                figure.isCounter()
                        ? curve.increaseIfRead(from, to) * 1e6 / Math.max(1, to - from)
                        : curve.mean(from, to));
    }

    boolean tells(PartFigure figure) {
        return curves.containsKey(figure);
    }

    /** The latest value of a limit; null if the part does not tell. */
    public @Nullable Double limit(PartFigure limit) {
        var values = gauge(limit);
        return values == null ? null : Double.valueOf(values.last());
    }

    /** What tells the CPU time of the one thread of Redis that executes commands, as well as it is known. */
    PartFigure commandThread() {
        return tells(PartFigure.MAIN_THREAD_CPU_SECONDS) ? PartFigure.MAIN_THREAD_CPU_SECONDS : PartFigure.CPU_SECONDS;
    }

    /** The greatest value of a figure; 0 if the part does not tell. */
    double most(PartFigure figure) {
        var gauge = gauge(figure);
        return gauge == null ? 0 : gauge.most();
    }

    /** How much of a limit was used at most; 0 if the part does not tell. */
    double usedShare(PartFigure figure, PartFigure limitFigure) {
        var limit = limit(limitFigure);
        return limit == null || limit <= 0 ? 0 : most(figure) / limit;
    }

    /** Memory that one connection takes, from the fewest to the most that there were; null if they hardly changed. */
    public @Nullable Double bytesPerConnection() {
        var connections = points(PartFigure.CONNECTIONS);
        var memory = curve(PartFigure.MEMORY_BYTES);
        if (connections.isEmpty() || memory.isEmpty()) {
            return null;
        }
        var most = connections.get(0);
        for (var each : connections) {
            most = each.value() > most.value() ? each : most;
        }
        // A process keeps what it once took, so only the way up tells.
        var fewest = connections.get(0);
        for (var each : connections) {
            fewest = each.atUs() < most.atUs() && each.value() < fewest.value() ? each : fewest;
        }
        var more = most.value() - fewest.value();
        var bytes = memory.increase(fewest.atUs(), most.atUs());
        return more < LEAST_CONNECTIONS || !(bytes > 0) ? null : Double.valueOf(bytes / more);
    }

    private Curve curve(PartFigure figure) {
        return curves.getOrDefault(figure, Curve.NONE);
    }

    private static @Nullable Double known(double value) {
        return Double.isNaN(value) ? null : Double.valueOf(value);
    }

    /** Of the values of a figure in a time. */
    public record Gauge(double first, double mean, double most, double last) {}
}
