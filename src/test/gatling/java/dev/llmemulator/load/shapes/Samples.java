package dev.llmemulator.load.shapes;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Values of several kinds at equal distances of time. When there are too many, neighbours become their mean. */
final class Samples {
    static final String SECOND = "second";

    /** The work of a test for growth rises with the square. */
    static final int MOST = 360;

    private List<Map<String, Double>> all = new ArrayList<>();
    private List<Map<String, Double>> open = new ArrayList<>();
    private int together = 1;

    /** Adds the values of one moment. */
    synchronized void add(Map<String, Double> values) {
        open.add(values);
        if (open.size() < together) {
            return;
        }
        all.add(mean(open));
        open = new ArrayList<>();
        if (all.size() == MOST) {
            var halved = new ArrayList<Map<String, Double>>();
            for (var i = 0; i < MOST; i += 2) {
                halved.add(mean(all.subList(i, i + 2)));
            }
            all = halved;
            together *= 2;
        }
    }

    private static Map<String, Double> mean(List<Map<String, Double>> values) {
        var names = new TreeSet<String>();
        values.forEach(each -> names.addAll(each.keySet()));
        var mean = new LinkedHashMap<String, Double>();
        for (var name : names) {
            values.stream()
                    .filter(each -> each.containsKey(name))
                    .mapToDouble(each -> each.getOrDefault(name, 0.0))
                    .average()
                    .ifPresent(value -> mean.put(name, value));
        }
        return mean;
    }

    synchronized List<Map<String, Double>> all() {
        return List.copyOf(all);
    }

    /** How many moments make a value. */
    synchronized int together() {
        return together;
    }

    /** The values of one kind, without the moments that had none. */
    static double[] values(List<Map<String, Double>> samples, String name) {
        return samples.stream()
                .filter(each -> each.containsKey(name))
                .mapToDouble(each -> each.getOrDefault(name, 0.0))
                .toArray();
    }
}
