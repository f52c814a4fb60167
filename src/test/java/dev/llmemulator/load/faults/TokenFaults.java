package dev.llmemulator.load.faults;

import static dev.llmemulator.load.faults.Fault.found;
import static dev.llmemulator.load.faults.Fault.need;

import dev.llmemulator.load.client.Anomaly;
import dev.llmemulator.load.client.AnomalyKind;
import dev.llmemulator.load.faults.Arrival.Token;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.UnaryOperator;

/** Faults of single tokens: lost, doubled, reordered, altered. */
final class TokenFaults {
    static final String ALIEN = "\u2603";

    private static final int MOST_COPIES = 5;

    private TokenFaults() {}

    /** The broker numbered them, but they were never delivered. */
    static List<Anomaly> loseOnTheWay(Delivery delivery, Random random) {
        return lose(delivery, random, false);
    }

    static List<Anomaly> neverPublish(Delivery delivery, Random random) {
        return lose(delivery, random, true);
    }

    private static List<Anomaly> lose(Delivery delivery, Random random, boolean unnumbered) {
        need(delivery.marker() != null || delivery.reply != null);
        var places = Pick.some(delivery.soundTokens(), random);
        var first = places.stream().mapToInt(delivery::index).min().orElseThrow();
        for (var each = places.size() - 1; each >= 0; each--) {
            var lost = delivery.arrivals.remove((int) places.get(each));
            if (unnumbered) {
                delivery.shiftOffsets(lost.offset() + 1, -1);
            }
        }
        need(!delivery.isSaid(delivery.arrivedTexts()));
        return found(AnomalyKind.LOST, first, places.size());
    }

    static List<Anomaly> deliverAgain(Delivery delivery, Random random) {
        var places = Pick.few(delivery.soundTokens(), MOST_COPIES, random);
        for (var each = places.size() - 1; each >= 0; each--) {
            int place = places.get(each);
            delivery.spoil(place);
            delivery.arrivals.add(laterThan(place, delivery, random), delivery.at(place));
        }
        return doubled(delivery);
    }

    /** A stretch was delivered once more as a whole, as after a reconnection. */
    static List<Anomaly> deliverStretchAgain(Delivery delivery, Random random) {
        var stretch = soundStretch(delivery, random);
        delivery.arrivals.addAll(
                stretch.get(0) + stretch.size(),
                stretch.stream().map(delivery::at).toList());
        return doubled(delivery);
    }

    static List<Anomaly> publishAgain(Delivery delivery, Random random) {
        var places = Pick.few(delivery.soundTokens(), MOST_COPIES, random);
        for (var each = places.size() - 1; each >= 0; each--) {
            int place = places.get(each);
            delivery.spoil(place);
            delivery.publishAt(
                    laterThan(place, delivery, random), delivery.at(place).body());
        }
        return doubled(delivery);
    }

    private static int laterThan(int place, Delivery delivery, Random random) {
        return place + 1 + random.nextInt(delivery.end() - place);
    }

    private static List<Anomaly> doubled(Delivery delivery) {
        var before = new HashSet<Integer>();
        var again = indicesInOrder(delivery).stream()
                .filter(index -> !before.add(index))
                .toList();
        return foundAt(again, AnomalyKind.DOUBLED);
    }

    /** Delivered in another order than published, so that the offsets show it too. */
    static List<Anomaly> deliverOutOfOrder(Delivery delivery, Random random) {
        var sound = delivery.soundTokens();
        need(sound.size() >= 2);
        var first = random.nextInt(sound.size() - 1);
        int from = sound.get(first);
        var reach = random.nextInt(4) == 0 ? sound.size() : 3;
        int to = sound.get(first + 1 + random.nextInt(Math.min(reach, sound.size() - first - 1)));
        delivery.spoil(from);
        delivery.spoil(to);
        switch (random.nextInt(3)) {
            case 0 -> Collections.swap(delivery.arrivals, from, to);
            case 1 -> delivery.arrivals.add(to, delivery.arrivals.remove(from));
            default -> delivery.arrivals.add(from, delivery.arrivals.remove(to));
        }
        return reordered(delivery);
    }

    /** Published in another order than made, so that the offsets look right. */
    static List<Anomaly> publishOutOfOrder(Delivery delivery, Random random) {
        var stretch = soundStretch(delivery, random);
        var numbered = delivery.arrivals.subList(stretch.get(0), stretch.get(0) + stretch.size());
        var offsets = numbered.stream().map(Arrival::offset).toList();
        Collections.shuffle(numbered, random);
        for (var each = 0; each < numbered.size(); each++) {
            numbered.set(each, numbered.get(each).at(offsets.get(each)));
        }
        return reordered(delivery);
    }

    private static List<Anomaly> reordered(Delivery delivery) {
        var late = new ArrayList<Integer>();
        int highest = -1;
        for (int index : new LinkedHashSet<>(indicesInOrder(delivery))) {
            if (index < highest) {
                late.add(index);
            }
            highest = Math.max(highest, index);
        }
        return foundAt(late, AnomalyKind.REORDERED);
    }

    private static List<Anomaly> foundAt(List<Integer> indices, AnomalyKind kind) {
        need(!indices.isEmpty());
        return found(kind, indices.get(0), indices.size());
    }

    static List<Anomaly> alterText(Delivery delivery, Random random) {
        return alter(delivery, random, text -> {
            var at = random.nextInt(text.length());
            return switch (random.nextInt(5)) {
                case 0 -> text.substring(0, at) + text.substring(at + 1);
                case 1 -> text + text;
                case 2 -> text.substring(0, at) + "x" + text.substring(at);
                case 3 -> text.toUpperCase(Locale.ROOT);
                default -> text.strip();
            };
        });
    }

    static List<Anomaly> alterBeyondDoubt(Delivery delivery, Random random) {
        return alter(delivery, random, text -> ALIEN + text.substring(text.offsetByCodePoints(0, 1)));
    }

    private static List<Anomaly> alter(Delivery delivery, Random random, UnaryOperator<String> change) {
        for (int place : Pick.few(delivery.soundTokens(), 2, random)) {
            var text = delivery.token(place).text();
            need(!text.isEmpty());
            var changed = change.apply(text);
            need(!changed.isEmpty() && !changed.equals(text) && !hasHalfCharacter(changed));
            delivery.alter(place, changed);
        }
        return altered(delivery);
    }

    static List<Anomaly> swapTexts(Delivery delivery, Random random) {
        var sound = delivery.soundTokens();
        need(sound.size() >= 2);
        var first = random.nextInt(sound.size() - 1);
        var text = delivery.token(sound.get(first)).text();
        delivery.alter(sound.get(first), delivery.token(sound.get(first + 1)).text());
        delivery.alter(sound.get(first + 1), text);
        return altered(delivery);
    }

    // UTF-8 has no half of a pair.
    private static boolean hasHalfCharacter(String text) {
        return text.codePoints().anyMatch(each -> each >= Character.MIN_SURROGATE && each <= Character.MAX_SURROGATE);
    }

    /** Names the place where the texts that arrived differ from the true text. */
    private static List<Anomaly> altered(Delivery delivery) {
        need(delivery.done() != null || delivery.reply != null);
        var arrived = delivery.arrivedTexts();
        need(!delivery.isSaid(arrived));
        return found(AnomalyKind.ALTERED, delivery.reply == null ? -1 : Texts.firstMisfit(arrived, delivery.text), 1);
    }

    /** A token published twice, with two texts, either of which may be the true one. */
    static List<Anomaly> publishAgainAltered(Delivery delivery, Random random) {
        int place = Pick.oneOf(delivery.soundTokens(), random);
        var token = delivery.token(place);
        var altered = new Token(token.index(), token.text() + ALIEN);
        var trueFirst = random.nextBoolean();
        delivery.alter(place, (trueFirst ? token : altered).text());
        delivery.publishAt(laterThan(place, delivery, random), trueFirst ? altered : token);
        return List.of(
                new Anomaly(AnomalyKind.DOUBLED, token.index(), 1, ""),
                new Anomaly(AnomalyKind.ALTERED, token.index(), 1, ""));
    }

    /** Places of up to nine sound tokens in a row, which are spoiled now. */
    private static List<Integer> soundStretch(Delivery delivery, Random random) {
        int place = Pick.oneOf(delivery.soundTokens(), random);
        var longest = 2 + random.nextInt(8);
        var stretch = new ArrayList<Integer>();
        while (place < delivery.end() && stretch.size() < longest && delivery.isSoundToken(place)) {
            delivery.spoil(place);
            stretch.add(place);
            place++;
        }
        return stretch;
    }

    private static List<Integer> indicesInOrder(Delivery delivery) {
        return delivery.arrivals.subList(0, delivery.end()).stream()
                .filter(each -> each.channel().equals(delivery.channel) && each.body() instanceof Token)
                .map(Arrival::index)
                .toList();
    }
}
