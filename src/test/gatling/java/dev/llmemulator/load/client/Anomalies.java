package dev.llmemulator.load.client;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The faults of one stream: of each kind the first one and how many. A stream without faults costs nothing. */
public final class Anomalies {
    private Map<AnomalyKind, Anomaly> found = Map.of();

    public void add(AnomalyKind kind, int index, String detail) {
        add(kind, index, 1, detail);
    }

    public void add(AnomalyKind kind, int index, int count, String detail) {
        if (found.isEmpty()) {
            found = new EnumMap<>(AnomalyKind.class);
        }
        found.merge(
                kind,
                new Anomaly(kind, index, count, detail),
                (first, next) -> new Anomaly(kind, first.index(), first.count() + next.count(), first.detail()));
    }

    public boolean has(AnomalyKind kind) {
        return found.containsKey(kind);
    }

    public Anomalies copy() {
        var copy = new Anomalies();
        found.values().forEach(each -> copy.add(each.kind(), each.index(), each.count(), each.detail()));
        return copy;
    }

    public List<Anomaly> list() {
        return new ArrayList<>(found.values());
    }
}
