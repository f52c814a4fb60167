package dev.llmemulator.load.faults;

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
    private static final int MOST_LATE = 5;

    private EndFaults() {}

    /** Tokens that had come were delivered once more. */
    static List<Anomaly> deliverLate(Delivery delivery, Random random) {
        var places = Pick.few(delivery.soundTokens(), MOST_LATE, random);
        if (places.isEmpty() || delivery.marker() == null) {
            return List.of();
        }
        delivery.spoil(delivery.end());
        var first = delivery.index(places.get(0));
        for (int place : places) {
            delivery.spoil(place);
            delivery.arrivals.add(delivery.arrivals.get(place));
        }
        return late(first, places.size());
    }

    /** Further tokens were published. */
    static List<Anomaly> publishLate(Delivery delivery, Random random) {
        if (delivery.marker() == null) {
            return List.of();
        }
        delivery.spoil(delivery.end());
        var first = delivery.texts.size() + random.nextInt(3);
        var count = 1 + random.nextInt(MOST_LATE);
        for (var index = first; index < first + count; index++) {
            delivery.publishAt(delivery.arrivals.size(), new Token(index, "more "));
        }
        return late(first, count);
    }

    /** Another answer was published on the same channel. */
    static List<Anomaly> publishAnotherAnswer(Delivery delivery, Random random) {
        if (delivery.marker() == null) {
            return List.of();
        }
        delivery.spoil(delivery.end());
        var count = 1 + random.nextInt(2 * delivery.texts.size());
        for (var index = 0; index < count; index++) {
            delivery.publishAt(delivery.arrivals.size(), new Token(index, "other "));
        }
        delivery.publishAt(delivery.arrivals.size(), new Done(count, Pick.hash(random)));
        return late(0, count + 1);
    }

    /** The marker was delivered before the last tokens. */
    static List<Anomaly> overtake(Delivery delivery, Random random) {
        var end = delivery.end();
        var first = end;
        var most = 1 + random.nextInt(MOST_LATE);
        while (first > 0 && end - first < most && delivery.isSoundToken(first - 1)) {
            first--;
        }
        if (first == end || delivery.marker() == null) {
            return List.of();
        }
        delivery.arrivals.add(first, delivery.arrivals.remove(end).asSpoiled());
        for (var place = first + 1; place <= end; place++) {
            delivery.spoil(place);
        }
        return late(delivery.index(first + 1), end - first);
    }

    /** A second marker came, delivered again, published again, or of a failed answer. */
    static List<Anomaly> endAgain(Delivery delivery, Random random) {
        var marker = delivery.marker();
        if (marker == null) {
            return List.of();
        }
        delivery.spoil(delivery.end());
        if (random.nextBoolean()) {
            delivery.arrivals.add(marker.asSpoiled());
        } else {
            Body second = random.nextBoolean() ? marker.body() : new Failed(random.nextInt(delivery.texts.size()));
            delivery.publishAt(delivery.arrivals.size(), second);
        }
        return late(-1, 1);
    }

    private static List<Anomaly> late(int index, int count) {
        return List.of(new Anomaly(AnomalyKind.AFTER_MARKER, index, count, ""));
    }

    /** The marker never came. */
    static List<Anomaly> loseMarker(Delivery delivery, Random random) {
        var marker = delivery.marker();
        if (marker == null || marker.spoiled()) {
            return List.of();
        }
        delivery.arrivals.remove(delivery.end());
        return noMarker();
    }

    /** The stream stopped somewhere, and so did the request. */
    static List<Anomaly> breakOff(Delivery delivery, Random random) {
        var left = random.nextInt(delivery.end() + 1);
        delivery.arrivals.subList(left, delivery.arrivals.size()).clear();
        delivery.reply = null;
        return noMarker();
    }

    /** The last tokens and the marker never came. */
    static List<Anomaly> loseTheEnd(Delivery delivery, Random random) {
        if (delivery.reply == null || delivery.done() == null) {
            return List.of();
        }
        var left = random.nextInt(delivery.end());
        delivery.arrivals.subList(left, delivery.arrivals.size()).clear();
        return List.of(
                new Anomaly(AnomalyKind.LOST, left, delivery.texts.size() - left, ""),
                noMarker().get(0));
    }

    static List<Anomaly> noMarker() {
        return List.of(new Anomaly(AnomalyKind.NO_MARKER, -1, 1, ""));
    }

    /** The marker's hash is that of another text. */
    static List<Anomaly> falsifyMarkersHash(Delivery delivery, Random random) {
        var done = delivery.done();
        if (done == null || delivery.reply == null) {
            return List.of();
        }
        delivery.replaceMarker(new Done(done.tokens(), wrongHash(delivery, random)));
        return hash(1);
    }

    static String wrongHash(Delivery delivery, Random random) {
        return random.nextBoolean() ? Pick.hash(random) : Sha256.of(delivery.text + TokenFaults.ALIEN + " ");
    }

    static List<Anomaly> hash(int times) {
        return List.of(new Anomaly(AnomalyKind.SHA256_DIFFERS, -1, times, ""));
    }

    /** The marker's count is another one. */
    static List<Anomaly> falsifyMarkersCount(Delivery delivery, Random random) {
        var done = delivery.done();
        if (done == null) {
            return List.of();
        }
        delivery.replaceMarker(new Done(wrongCount(delivery, random), done.sha256()));
        return count(1);
    }

    static List<Anomaly> count(int times) {
        return List.of(new Anomaly(AnomalyKind.COUNT_DIFFERS, -1, times, ""));
    }

    static long wrongCount(Delivery delivery, Random random) {
        var right = delivery.texts.size();
        return switch (random.nextInt(6)) {
            case 0 -> right + 1L;
            case 1 -> right - 1L;
            case 2 -> Integer.MAX_VALUE;
            case 3 -> 0;
            default -> Pick.otherThan(right, 0, 3L * right + 2, random);
        };
    }

    /** The marker of a failed answer tells of fewer tokens than came. */
    static List<Anomaly> falsifyErrorsCount(Delivery delivery, Random random) {
        var came = delivery.tokensBeforeEnd();
        if (delivery.done() != null || delivery.marker() == null || came < 2) {
            return List.of();
        }
        delivery.replaceMarker(new Failed(random.nextInt(came - 1)));
        return count(1);
    }

    /** More tokens came than marker and reply speak of. */
    static List<Anomaly> publishTooMany(Delivery delivery, Random random) {
        var marker = delivery.marker();
        if (marker == null || marker.spoiled() || delivery.done() == null) {
            return List.of();
        }
        delivery.spoil(delivery.end());
        var count = 1 + random.nextInt(3);
        for (var more = 0; more < count; more++) {
            delivery.publishAt(delivery.end(), new Token(delivery.texts.size() + more, "more "));
        }
        return List.of(new Anomaly(AnomalyKind.COUNT_DIFFERS, delivery.texts.size(), 1, ""));
    }
}
