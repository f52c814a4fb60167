package dev.llmemulator.load.faults;

import static dev.llmemulator.load.faults.Fault.found;
import static dev.llmemulator.load.faults.Fault.need;

import dev.llmemulator.load.client.Anomaly;
import dev.llmemulator.load.client.AnomalyKind;
import dev.llmemulator.load.client.Sha256;
import dev.llmemulator.load.faults.Arrival.Body;
import dev.llmemulator.load.faults.Arrival.Done;
import dev.llmemulator.load.faults.Arrival.Failed;
import dev.llmemulator.load.faults.Arrival.Garbage;
import dev.llmemulator.load.faults.Arrival.Other;
import dev.llmemulator.load.faults.Arrival.Token;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;

/** Faults of the channel and its frames: offsets, publications of other channels, and such as nobody can read. */
final class ChannelFaults {
    private static final int MOST_MORE = 4;

    private static final List<String> NO_PUBLICATIONS = List.of(
            "{\"type\":\"token\",\"token\":\"a\"}",
            "{\"type\":\"token\",\"index\":1}",
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
            "{\"type\":\"done\",\"sha256\":\"a\"}");

    /** Of somebody else's protocol; no fault. */
    private static final List<String> OTHERS = List.of(
            "{\"type\":\"heartbeat\"}",
            "{\"type\":\"tok\",\"index\":1,\"token\":\"a\"}",
            "{\"type\":[\"token\"],\"index\":1,\"token\":\"a\"}",
            "{\"index\":1,\"token\":\"a\"}",
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

    static List<Anomaly> jump(Delivery delivery, Random random) {
        var place = place(delivery, random, true);
        var by = random.nextInt(4) == 0 ? 1_000_000_000 : 1 + random.nextInt(3);
        delivery.shiftOffsets(delivery.at(place).offset(), by);
        return gap(delivery, place);
    }

    static List<Anomaly> goBack(Delivery delivery, Random random) {
        var place = place(delivery, random, false);
        var offset = delivery.at(place).offset();
        delivery.shiftOffsets(offset, -1 - random.nextInt((int) Math.min(offset - 1, 1000)));
        return gap(delivery, place);
    }

    static List<Anomaly> swapOffsets(Delivery delivery, Random random) {
        var place = place(delivery, random, false);
        var before = placeOf(delivery, indexAt(delivery, place) - 1);
        var offset = delivery.at(place).offset();
        delivery.setOffset(place, delivery.at(before).offset());
        delivery.setOffset(before, offset);
        return gap(delivery, place);
    }

    /** A publication among others has no offset, which only what comes after it can show. */
    static List<Anomaly> dropOffset(Delivery delivery, Random random) {
        var place = place(delivery, random, false);
        var before = placeOf(delivery, indexAt(delivery, place) - 1);
        var beforeThat = placeOf(delivery, indexAt(delivery, place) - 2);
        need(delivery.index(before) <= 0
                || (beforeThat >= 0 && !delivery.at(beforeThat).spoiled()));
        if (beforeThat >= 0) {
            delivery.spoil(beforeThat);
        }
        delivery.setOffset(before, 0);
        return gap(delivery, place);
    }

    // A token or the marker, and so that the token before it is there: else as many lost tokens could explain the hole.
    private static int place(Delivery delivery, Random random, boolean mayBeFirst) {
        need(delivery.hasOffsets());
        var place = random.nextInt(delivery.arrivals.size());
        var publication = delivery.at(place);
        var marker = publication.isMarker() && place == delivery.end();
        need(delivery.isOurs(place) && !publication.spoiled() && (publication.index() >= 0 || marker));
        var index = indexAt(delivery, place);
        if (index == 0) {
            need(mayBeFirst);
        } else {
            var before = placeOf(delivery, index - 1);
            need(before >= 0 && before <= place && !delivery.at(before).spoiled());
            delivery.spoil(before);
        }
        delivery.spoil(place);
        return place;
    }

    private static int indexAt(Delivery delivery, int place) {
        if (!delivery.at(place).isMarker()) {
            return delivery.index(place);
        }
        return delivery.done() != null ? delivery.texts.size() : delivery.tokensBeforeEnd();
    }

    private static int placeOf(Delivery delivery, int index) {
        return IntStream.range(0, delivery.arrivals.size())
                .filter(place -> delivery.isOurs(place) && delivery.index(place) == index)
                .findFirst()
                .orElse(-1);
    }

    private static List<Anomaly> gap(Delivery delivery, int place) {
        return found(AnomalyKind.OFFSET_GAP, indexAt(delivery, place), 1);
    }

    static List<Anomaly> mixIn(Delivery delivery, Random random) {
        var other = otherChannel(delivery, random);
        var count = 1 + random.nextInt(MOST_MORE);
        var place = 0;
        var index = -1;
        for (var more = 0; more < count; more++) {
            place += random.nextInt(delivery.arrivals.size() - place + 1);
            var body = switch (random.nextInt(6)) {
                case 0 -> new Done(random.nextInt(5), Sha256.of("" + random.nextLong()));
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
        return found(AnomalyKind.FOREIGN_SESSION, index, count);
    }

    static List<Anomaly> misdirectToken(Delivery delivery, Random random) {
        int place = Pick.oneOf(delivery.soundTokens(), random);
        var index = delivery.index(place);
        delivery.arrivals.set(place, delivery.at(place).on(otherChannel(delivery, random)));
        need(!delivery.isSaid(delivery.arrivedTexts()));
        return List.of(
                new Anomaly(AnomalyKind.LOST, index, 1, ""), new Anomaly(AnomalyKind.FOREIGN_SESSION, index, 1, ""));
    }

    static List<Anomaly> misdirectMarker(Delivery delivery, Random random) {
        var end = delivery.end();
        delivery.arrivals.set(end, delivery.at(end).on(otherChannel(delivery, random)));
        return List.of(new Anomaly(AnomalyKind.FOREIGN_SESSION, -1, 1, ""), EndFaults.NO_MARKER);
    }

    private static String otherChannel(Delivery delivery, Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> delivery.channel + "x";
            case 1 -> delivery.channel.substring(0, delivery.channel.length() - 1);
            case 2 -> delivery.channel.toUpperCase(Locale.ROOT);
            default -> "session:other";
        };
    }

    /** Publications of other types between those of the answer, which are no fault and shift the offsets. */
    static void publishOthers(Delivery delivery, Random random) {
        for (var more = random.nextInt(MOST_MORE); more >= 0; more--) {
            delivery.publishAt(random.nextInt(delivery.arrivals.size() + 1), new Other(Pick.oneOf(OTHERS, random)));
        }
    }

    static List<Anomaly> publishNonsense(Delivery delivery, Random random) {
        var came = 0;
        for (var more = random.nextInt(MOST_MORE); more >= 0; more--) {
            var place = random.nextInt(delivery.arrivals.size() + 1);
            delivery.publishAt(place, new Other(Pick.oneOf(NO_PUBLICATIONS, random)));
            came++;
            if (random.nextInt(4) == 0) {
                delivery.arrivals.add(place, delivery.at(place));
                came++;
            }
        }
        return found(AnomalyKind.UNREADABLE, -1, came);
    }

    static List<Anomaly> mixInNonsense(Delivery delivery, Random random) {
        var count = 1 + random.nextInt(MOST_MORE);
        for (var more = 0; more < count; more++) {
            delivery.arrivals.add(
                    random.nextInt(delivery.arrivals.size() + 1),
                    new Arrival(delivery.channel, new Garbage(Pick.oneOf(NO_LINES, random)), 0, true));
        }
        return found(AnomalyKind.UNREADABLE, -1, count);
    }

    static List<Anomaly> garbleToken(Delivery delivery, Random random) {
        int place = Pick.oneOf(delivery.soundTokens(), random);
        var lost = new Anomaly(AnomalyKind.LOST, delivery.index(place), 1, "");
        var garbled = garble(delivery, place, random);
        need(!delivery.isSaid(delivery.arrivedTexts()));
        return List.of(lost, garbled);
    }

    static List<Anomaly> garbleMarker(Delivery delivery, Random random) {
        return List.of(EndFaults.NO_MARKER, garble(delivery, delivery.end(), random));
    }

    private static Anomaly garble(Delivery delivery, int place, Random random) {
        Body body;
        if (random.nextBoolean()) {
            body = new Other(Pick.oneOf(NO_PUBLICATIONS, random));
        } else {
            var line = Frames.line(delivery.at(place), "");
            body = new Garbage(line.substring(0, 1 + random.nextInt(line.length() - 1)));
        }
        delivery.arrivals.set(place, delivery.at(place).saying(body));
        return new Anomaly(AnomalyKind.UNREADABLE, -1, 1, "");
    }
}
