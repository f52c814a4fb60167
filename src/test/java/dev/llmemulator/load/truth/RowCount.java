package dev.llmemulator.load.truth;

import dev.llmemulator.load.measure.Rows;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/** Counts the rows of Gatling's report by name, and the reasons of failed answers. */
public final class RowCount implements Rows {
    private final Map<String, LongAdder> passed = new ConcurrentHashMap<>();
    private final Queue<String> reasons = new ConcurrentLinkedQueue<>();

    @Override
    public void passed(String scenario, String name, long startMs, long endMs) {
        passed.computeIfAbsent(name, any -> new LongAdder()).increment();
    }

    @Override
    public void failed(String scenario, String name, long startMs, long endMs, String reason) {
        reasons.add(name + ": " + reason);
    }

    public long passed(String name) {
        return passed.getOrDefault(name, new LongAdder()).sum();
    }

    /** How many rows failed for each reason, all of which begin with their names. */
    public Map<String, Long> reasons() {
        var counts = new TreeMap<String, Long>();
        reasons.forEach(reason -> counts.merge(reason, 1L, Long::sum));
        return counts;
    }

    /** As {@link #reasons}, of the rows of one name. */
    Map<String, Long> reasonsOf(String name) {
        var counts = reasons();
        counts.keySet().removeIf(reason -> !reason.startsWith(name));
        return counts;
    }
}
