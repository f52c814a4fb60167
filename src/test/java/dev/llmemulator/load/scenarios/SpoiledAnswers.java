package dev.llmemulator.load.scenarios;

import dev.llmemulator.load.client.Anomaly;
import dev.llmemulator.load.client.AnomalyKind;
import dev.llmemulator.load.faults.Delivery;
import dev.llmemulator.load.faults.Fault;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Answers to send, in turn true and spoiled in each way that there is, and the count of what has to be found in them. */
final class SpoiledAnswers {
    // These two are of answers that get no reply.
    private final List<Fault> faults =
            List.copyOf(EnumSet.complementOf(EnumSet.of(Fault.BROKEN_OFF, Fault.ERROR_COUNT)));

    private final Random random;
    private final Map<AnomalyKind, Long> anomalies = new EnumMap<>(AnomalyKind.class);
    private final Map<String, Long> errors = new TreeMap<>();
    private int next;
    private long sound;

    SpoiledAnswers(long seed) {
        random = new Random(seed);
    }

    /** The next answer. */
    synchronized Delivery next(String channel) {
        var turn = next++ % (faults.size() + 1);
        if (turn == faults.size()) {
            sound++;
            return Delivery.whole(channel, random);
        }
        Delivery delivery;
        List<Anomaly> injected;
        do {
            delivery = Delivery.whole(channel, random);
            injected = faults.get(turn).inject(delivery, random);
        } while (injected.isEmpty());
        injected.forEach(each -> anomalies.merge(each.kind(), 1L, Long::sum));
        errors.merge(injected.get(0).kind().label(), 1L, Long::sum);
        return delivery;
    }

    /** How many were true. */
    synchronized long sound() {
        return sound;
    }

    /** Answers by the kind of fault in them. */
    synchronized Map<AnomalyKind, Long> anomalies() {
        return Map.copyOf(anomalies);
    }

    /** Answers by the name of their first fault. */
    synchronized Map<String, Long> errors() {
        return Map.copyOf(errors);
    }
}
