package dev.llmemulator.load.faults;

import dev.llmemulator.load.client.Anomaly;
import dev.llmemulator.load.client.AnomalyKind;
import dev.llmemulator.load.faults.Arrival.Body;
import dev.llmemulator.load.faults.Arrival.Done;
import dev.llmemulator.load.faults.Arrival.Failed;
import dev.llmemulator.load.faults.Arrival.Garbage;
import dev.llmemulator.load.faults.Arrival.Other;
import dev.llmemulator.load.faults.Arrival.Token;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Faults of the channel and its frames: offsets, publications of other channels, and such as nobody can read. */
final class ChannelFaults {
    private static final int MOST_MORE = 4;

    private static final List<String> NO_PUBLICATIONS = List.of(
            "{\"type\":\"tok\",\"index\":1,\"token\":\"a\"}",
            "{\"type\":\"token\",\"token\":\"a\"}",
            "{\"type\":\"token\",\"index\":1}",
            "{\"type\":\"token\",\"index\":1,\"token\":\"\"}",
            "{\"type\":\"token\",\"index\":-1,\"token\":\"a\"}",
            "{\"type\":\"token\",\"index\":1.5,\"token\":\"a\"}",
            "{\"type\":\"token\",\"index\":\"1\",\"token\":\"a\",\"due\":1,\"sent\":1}",
            "{\"type\":\"token\",\"index\":100000,\"token\":\"a\",\"due\":1,\"sent\":1}",
            "{\"type\":\"token\",\"index\":4294967296,\"token\":\"a\",\"due\":1,\"sent\":1}",
            "{\"type\":\"token\",\"index\":99999999999999999999,\"token\":\"a\",\"due\":1,\"sent\":1}",
            "{\"type\":\"token\",\"index\":1,\"token\":{\"a\":\"b\"}}",
            "{\"type\":\"done\",\"tokens\":1}",
            "{\"type\":\"done\",\"tokens\":-1,\"sha256\":\"a\"}",
            "{\"type\":\"done\",\"tokens\":4294967297,\"sha256\":\"a\"}",
            "{\"type\":\"done\",\"sha256\":\"a\"}",
            "{}",
            "5",
            "null",
            "\"token\"",
            "[{\"type\":\"token\",\"index\":1,\"token\":\"a\"}]");

    private static final List<String> NO_LINES = List.of(
            "nonsense",
            "[1]",
            "5",
            "{\"push\":",
            "{\"push\":{\"channel\":\"session:mine\",\"pub\":{\"data\":{\"type\":\"token\",\"index\":1,\"tok",
            "\u0000");

    private ChannelFaults() {}

    /** The offsets jump ahead of some publication. */
    static List<Anomaly> jump(Delivery delivery, Random random) {
        var place = place(delivery, random, true);
        if (place < 0) {
            return List.of();
        }
        var by = random.nextInt(4) == 0 ? 1_000_000_000 : 1 + random.nextInt(3);
        delivery.shiftOffsets(delivery.arrivals.get(place).offset(), by);
        return gap(delivery, place);
    }

    /** The offsets go back before some publication. */
    static List<Anomaly> goBack(Delivery delivery, Random random) {
        var place = place(delivery, random, false);
        if (place < 0) {
            return List.of();
        }
        var offset = delivery.arrivals.get(place).offset();
        delivery.shiftOffsets(offset, -1 - random.nextInt((int) Math.min(offset - 1, 1000)));
        return gap(delivery, place);
    }

    /** Two neighbours have each other's offset. */
    static List<Anomaly> swapOffsets(Delivery delivery, Random random) {
        var place = place(delivery, random, false);
        if (place < 0) {
            return List.of();
        }
        var before = placeOf(delivery, indexAt(delivery, place) - 1);
        var offset = delivery.arrivals.get(place).offset();
        delivery.arrivals.set(
                place,
                delivery.arrivals.get(place).at(delivery.arrivals.get(before).offset()));
        delivery.arrivals.set(before, delivery.arrivals.get(before).at(offset));
        return gap(delivery, place);
    }

    /** A publication among others has no offset. */
    static List<Anomaly> dropOffset(Delivery delivery, Random random) {
        var place = place(delivery, random, false);
        if (place < 0) {
            return List.of();
        }
        // Only what comes after it can show that it lacks one.
        var before = placeOf(delivery, indexAt(delivery, place) - 1);
        var beforeThat = placeOf(delivery, indexAt(delivery, place) - 2);
        if (delivery.index(before) > 0
                && (beforeThat < 0 || delivery.arrivals.get(beforeThat).spoiled())) {
            return List.of();
        }
        if (beforeThat >= 0) {
            delivery.spoil(beforeThat);
        }
        delivery.arrivals.set(before, delivery.arrivals.get(before).at(0));
        return gap(delivery, place);
    }

    // A token or the marker, and so that the token before it is there: else as many lost tokens could explain the hole.
    private static int place(Delivery delivery, Random random, boolean mayBeFirst) {
        if (!delivery.hasOffsets()) {
            return -1;
        }
        var place = random.nextInt(delivery.arrivals.size());
        var publication = delivery.arrivals.get(place);
        var marker = publication.isMarker() && place == delivery.end();
        if (!delivery.isOurs(place) || publication.spoiled() || (publication.index() < 0 && !marker)) {
            return -1;
        }
        var index = indexAt(delivery, place);
        if (index == 0) {
            delivery.spoil(place);
            return mayBeFirst ? place : -1;
        }
        var before = placeOf(delivery, index - 1);
        if (before < 0 || before > place || delivery.arrivals.get(before).spoiled()) {
            return -1;
        }
        delivery.spoil(before);
        delivery.spoil(place);
        return place;
    }

    private static int indexAt(Delivery delivery, int place) {
        var publication = delivery.arrivals.get(place);
        if (!publication.isMarker()) {
            return publication.index();
        }
        return delivery.done() != null ? delivery.texts.size() : delivery.tokensBeforeEnd();
    }

    private static int placeOf(Delivery delivery, int index) {
        for (var place = 0; place < delivery.arrivals.size(); place++) {
            if (delivery.isOurs(place) && delivery.index(place) == index) {
                return place;
            }
        }
        return -1;
    }

    private static List<Anomaly> gap(Delivery delivery, int place) {
        return List.of(new Anomaly(AnomalyKind.OFFSET_GAP, indexAt(delivery, place), 1, ""));
    }

    /** Publications of another channel came in between. */
    static List<Anomaly> mixIn(Delivery delivery, Random random) {
        var other = otherChannel(delivery, random);
        var count = 1 + random.nextInt(MOST_MORE);
        var place = 0;
        var index = -1;
        for (var more = 0; more < count; more++) {
            place += random.nextInt(delivery.arrivals.size() - place + 1);
            var body = switch (random.nextInt(6)) {
                case 0 -> new Done(random.nextInt(5), Pick.hash(random));
                case 1 -> new Failed(random.nextInt(5));
                case 2 -> new Other("{}");
                default -> new Token(random.nextInt(300), "other ");
            };
            if (more == 0 && body instanceof Token token) {
                index = token.index();
            }
            delivery.arrivals.add(place, new Arrival(other, body, random.nextInt(300), true));
            place++;
        }
        return List.of(new Anomaly(AnomalyKind.FOREIGN_SESSION, index, count, ""));
    }

    /** A token of this channel came under the name of another. */
    static List<Anomaly> misdirectToken(Delivery delivery, Random random) {
        var sound = delivery.soundTokens();
        if (sound.isEmpty()) {
            return List.of();
        }
        var place = Pick.oneOf(sound, random);
        var index = delivery.index(place);
        delivery.arrivals.set(place, delivery.arrivals.get(place).on(otherChannel(delivery, random)));
        return List.of(
                new Anomaly(AnomalyKind.LOST, index, 1, ""), new Anomaly(AnomalyKind.FOREIGN_SESSION, index, 1, ""));
    }

    /** The marker of this channel came under the name of another. */
    static List<Anomaly> misdirectMarker(Delivery delivery, Random random) {
        var end = delivery.end();
        delivery.arrivals.set(end, delivery.arrivals.get(end).on(otherChannel(delivery, random)));
        return List.of(
                new Anomaly(AnomalyKind.FOREIGN_SESSION, -1, 1, ""),
                EndFaults.noMarker().get(0));
    }

    private static String otherChannel(Delivery delivery, Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> delivery.channel + "x";
            case 1 -> delivery.channel.substring(0, delivery.channel.length() - 1);
            case 2 -> delivery.channel.toUpperCase(Locale.ROOT);
            default -> "session:other";
        };
    }

    /** Publications that are no token and no marker came in between, some of them again. */
    static List<Anomaly> publishNonsense(Delivery delivery, Random random) {
        var came = 0;
        for (var more = random.nextInt(MOST_MORE); more >= 0; more--) {
            var place = random.nextInt(delivery.arrivals.size() + 1);
            delivery.publishAt(place, new Other(Pick.oneOf(NO_PUBLICATIONS, random)));
            came++;
            if (random.nextInt(4) == 0) {
                delivery.arrivals.add(place, delivery.arrivals.get(place));
                came++;
            }
        }
        return unreadable(came);
    }

    /** Lines that are no publications came in between. */
    static List<Anomaly> mixInNonsense(Delivery delivery, Random random) {
        var count = 1 + random.nextInt(MOST_MORE);
        for (var more = 0; more < count; more++) {
            delivery.arrivals.add(
                    random.nextInt(delivery.arrivals.size() + 1),
                    new Arrival(delivery.channel, new Garbage(Pick.oneOf(NO_LINES, random)), 0, true));
        }
        return unreadable(count);
    }

    /** A token that nobody can read. */
    static List<Anomaly> garbleToken(Delivery delivery, Random random) {
        var sound = delivery.soundTokens();
        if (sound.isEmpty()) {
            return List.of();
        }
        var place = Pick.oneOf(sound, random);
        var index = delivery.index(place);
        garble(delivery, place, random);
        return List.of(
                new Anomaly(AnomalyKind.LOST, index, 1, ""), unreadable(1).get(0));
    }

    /** A marker that nobody can read. */
    static List<Anomaly> garbleMarker(Delivery delivery, Random random) {
        garble(delivery, delivery.end(), random);
        return List.of(EndFaults.noMarker().get(0), unreadable(1).get(0));
    }

    private static void garble(Delivery delivery, int place, Random random) {
        var whole = delivery.arrivals.get(place);
        Body body;
        if (random.nextBoolean()) {
            body = new Other(Pick.oneOf(NO_PUBLICATIONS, random));
        } else {
            var line = Frames.line(whole);
            body = new Garbage(line.substring(0, 1 + random.nextInt(line.length() - 1)));
        }
        delivery.arrivals.set(place, whole.saying(body));
    }

    private static List<Anomaly> unreadable(int count) {
        return List.of(new Anomaly(AnomalyKind.UNREADABLE, -1, count, ""));
    }
}
