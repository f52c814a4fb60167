package dev.llmemulator.bench.system;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Processor time of processes.
 *
 * @param secondsByName user and system time together
 */
public record CpuTimes(Map<String, Double> secondsByName) {
    public double seconds(String process) {
        return secondsByName.getOrDefault(process, 0.0);
    }

    /** What was taken since an earlier look. */
    public CpuTimes since(CpuTimes before) {
        var taken = new LinkedHashMap<String, Double>();
        secondsByName.forEach((name, seconds) -> taken.put(name, seconds - before.seconds(name)));
        return new CpuTimes(taken);
    }
}
