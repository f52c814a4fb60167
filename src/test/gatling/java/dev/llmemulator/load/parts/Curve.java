package dev.llmemulator.load.parts;

import java.util.ArrayList;
import java.util.List;

/** The values of a figure at ascending times. Between two of them it is taken to go straight. */
final class Curve {
    static final Curve NONE = new Curve(List.of(), 0);

    private final List<Point> points;
    private final long longestGapUs;

    private Curve(List<Point> points, long longestGapUs) {
        this.points = points;
        this.longestGapUs = longestGapUs;
    }

    /** Makes a curve of what was read; further apart than the gap, two values say nothing of the time between them. */
    static Curve of(List<Point> read, long longestGapUs) {
        return new Curve(List.copyOf(read), longestGapUs);
    }

    /** The same of a counter, which begins at 0 again when its part starts anew, and here goes on. */
    static Curve ofCounter(List<Point> read, long longestGapUs) {
        var sums = new ArrayList<Point>();
        var sum = 0.0;
        var last = Double.NaN;
        for (var point : read) {
            sum += Double.isNaN(last) ? 0 : point.value() >= last ? point.value() - last : point.value();
            last = point.value();
            sums.add(new Point(point.atUs(), sum));
        }
        return of(sums, longestGapUs);
    }

    boolean isEmpty() {
        return points.isEmpty();
    }

    /** By how much it grew; NaN if it was not read twice. */
    double increase(long fromUs, long toUs) {
        return points.size() < 2 ? Double.NaN : at(toUs) - at(fromUs);
    }

    /** The same, NaN where it was not read for longer than the gap. */
    double increaseIfRead(long fromUs, long toUs) {
        return isRead(fromUs) && isRead(toUs) ? increase(fromUs, toUs) : Double.NaN;
    }

    /** The values that were read in this time. */
    List<Point> within(long fromUs, long toUs) {
        return points.subList(firstFrom(fromUs), firstFrom(toUs + 1));
    }

    /** The mean of the values read in this time, or else the value in the middle of it; NaN if nothing is known. */
    double mean(long fromUs, long toUs) {
        var middleUs = fromUs + (toUs - fromUs) / 2;
        return within(fromUs, toUs).stream()
                .mapToDouble(Point::value)
                .average()
                .orElseGet(() -> isRead(middleUs) ? at(middleUs) : Double.NaN);
    }

    private double at(long us) {
        var next = firstFrom(us);
        if (next == 0) {
            return points.get(0).value();
        }
        if (next == points.size()) {
            return points.get(next - 1).value();
        }
        var before = points.get(next - 1);
        var after = points.get(next);
        var share = (double) (us - before.atUs()) / (after.atUs() - before.atUs());
        return before.value() + share * (after.value() - before.value());
    }

    private boolean isRead(long us) {
        var next = firstFrom(us);
        var before = next == 0 ? us - longestGapUs : points.get(next - 1).atUs();
        var after = next == points.size() ? us : points.get(next).atUs();
        return !points.isEmpty() && (after == us || after - before <= longestGapUs);
    }

    /** The position of the first value at this time or later. */
    private int firstFrom(long us) {
        var low = 0;
        var high = points.size();
        while (low < high) {
            var middle = (low + high) >>> 1;
            if (points.get(middle).atUs() < us) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
