package dev.llmemulator.load.faults;

import static dev.llmemulator.load.faults.Fault.found;
import static dev.llmemulator.load.faults.Fault.need;

import dev.llmemulator.load.client.Anomaly;
import dev.llmemulator.load.client.AnomalyKind;
import dev.llmemulator.load.client.Sha256;
import dev.llmemulator.load.faults.Arrival.Body;
import dev.llmemulator.load.faults.Arrival.Done;
import dev.llmemulator.load.faults.Arrival.Failed;
import dev.llmemulator.load.faults.Arrival.Token;
import java.util.List;
import java.util.Random;

/** Faults of how a stream ends: of its marker, and of what comes after it. */
final class EndFaults {
    static final Anomaly NO_MARKER = new Anomaly(AnomalyKind.NO_MARKER, -1, 1, "");

    private static final int MOST_LATE = 5;

    private EndFaults() {}

    /** Tokens that had come were delivered once more. */
    static List<Anomaly> deliverLate(Delivery delivery, Random random) {
        var places = Pick.few(delivery.soundTokens(), MOST_LATE, random);
        spoilMarker(delivery);
        for (int place : places) {
            delivery.spoil(place);
            delivery.arrivals.add(delivery.at(place));
        }
        return late(delivery.index(places.get(0)), places.size());
    }

    static List<Anomaly> publishLate(Delivery delivery, Random random) {
        spoilMarker(delivery);
        var first = delivery.texts.size() + random.nextInt(3);
        var count = 1 + random.nextInt(MOST_LATE);
        for (var index = first; index < first + count; index++) {
            delivery.publishAt(delivery.arrivals.size(), new Token(index, "more "));
        }
        return late(first, count);
    }

    static List<Anomaly> publishAnotherAnswer(Delivery delivery, Random random) {
        spoilMarker(delivery);
        var count = 1 + random.nextInt(2 * delivery.texts.size());
        for (var index = 0; index < count; index++) {
            delivery.publishAt(delivery.arrivals.size(), new Token(index, "other "));
        }
        delivery.publishAt(delivery.arrivals.size(), new Done(count, Sha256.of("" + random.nextLong())));
        return late(0, count + 1);
    }

    static List<Anomaly> overtake(Delivery delivery, Random random) {
        need(delivery.marker());
        var end = delivery.end();
        var first = end;
        var most = 1 + random.nextInt(MOST_LATE);
        while (first > 0 && end - first < most && delivery.isSoundToken(first - 1)) {
            first--;
        }
        need(first < end);
        delivery.arrivals.add(first, delivery.arrivals.remove(end).asSpoiled());
        for (var place = first + 1; place <= end; place++) {
            delivery.spoil(place);
        }
        return late(delivery.index(first + 1), end - first);
    }

    /** A second marker came, delivered again, published again, or of a failed answer. */
    static List<Anomaly> endAgain(Delivery delivery, Random random) {
        var marker = spoilMarker(delivery);
        if (random.nextBoolean()) {
            delivery.arrivals.add(marker.asSpoiled());
        } else {
            Body second = random.nextBoolean() ? marker.body() : new Failed(random.nextInt(delivery.texts.size()));
            delivery.publishAt(delivery.arrivals.size(), second);
        }
        return late(-1, 1);
    }

    private static Arrival spoilMarker(Delivery delivery) {
        var marker = need(delivery.marker());
        delivery.spoil(delivery.end());
        return marker;
    }

    private static List<Anomaly> late(int index, int count) {
        return found(AnomalyKind.AFTER_MARKER, index, count);
    }

    static List<Anomaly> loseMarker(Delivery delivery, Random random) {
        need(!need(delivery.marker()).spoiled());
        delivery.arrivals.remove(delivery.end());
        return List.of(NO_MARKER);
    }

    static List<Anomaly> breakOff(Delivery delivery, Random random) {
        var left = random.nextInt(delivery.end() + 1);
        delivery.arrivals.subList(left, delivery.arrivals.size()).clear();
        delivery.reply = null;
        return List.of(NO_MARKER);
    }

    static List<Anomaly> loseTheEnd(Delivery delivery, Random random) {
        need(delivery.reply);
        need(delivery.done());
        delivery.arrivals
                .subList(random.nextInt(delivery.end()), delivery.arrivals.size())
                .clear();
        var left = delivery.tokensBeforeEnd();
        need(left < delivery.texts.size() && !delivery.isSaid(delivery.arrivedTexts()));
        return List.of(new Anomaly(AnomalyKind.LOST, left, delivery.texts.size() - left, ""), NO_MARKER);
    }

    /** The marker of a failed answer tells of fewer tokens than came. */
    static List<Anomaly> falsifyErrorsCount(Delivery delivery, Random random) {
        var came = delivery.tokensBeforeEnd();
        need(delivery.done() == null && delivery.marker() != null && came >= 2);
        delivery.replaceMarker(new Failed(random.nextInt(came - 1)));
        return found(AnomalyKind.COUNT_DIFFERS, -1, 1);
    }

    static List<Anomaly> publishTooMany(Delivery delivery, Random random) {
        need(!need(delivery.marker()).spoiled());
        need(delivery.done());
        delivery.spoil(delivery.end());
        var count = 1 + random.nextInt(3);
        for (var more = 0; more < count; more++) {
            delivery.publishAt(delivery.end(), new Token(delivery.texts.size() + more, "more "));
        }
        return found(AnomalyKind.COUNT_DIFFERS, delivery.texts.size(), 1);
    }
}
