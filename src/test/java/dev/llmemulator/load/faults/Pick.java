package dev.llmemulator.load.faults;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Random choices that several faults make. */
final class Pick {
    private Pick() {}

    static <T> T oneOf(List<T> from, Random random) {
        return from.get(random.nextInt(from.size()));
    }

    /**
     * Picks some, in their order: one, a few in a row, a few here and there, or all. Picks none only from an empty
     * list.
     */
    static <T> List<T> some(List<T> from, Random random) {
        if (from.isEmpty()) {
            return List.of();
        }
        return switch (random.nextInt(6)) {
            case 0 -> from;
            case 1, 2 -> {
                var first = random.nextInt(from.size());
                yield from.subList(first, first + 1 + random.nextInt(from.size() - first));
            }
            case 3 -> {
                var scattered = new ArrayList<T>(from);
                scattered.removeIf(each -> random.nextInt(4) > 0);
                yield scattered.isEmpty() ? List.of(oneOf(from, random)) : scattered;
            }
            default -> List.of(oneOf(from, random));
        };
    }

    /** Picks one or more, up to a number, in their order. */
    static <T> List<T> few(List<T> from, int most, Random random) {
        var places = new ArrayList<Integer>();
        for (var place = 0; place < from.size(); place++) {
            places.add(place);
        }
        Collections.shuffle(places, random);
        return places.subList(0, Math.min(from.size(), 1 + random.nextInt(most))).stream()
                .sorted()
                .map(from::get)
                .toList();
    }

    /** Draws a number from a range, but not the given one. */
    static long otherThan(long number, long from, long to, Random random) {
        var drawn = from + (long) (random.nextDouble() * (to - from));
        return drawn < number ? drawn : drawn + 1;
    }

    /** A SHA-256 of nothing in particular. */
    static String hash(Random random) {
        var hex = new StringBuilder(64);
        for (var digit = 0; digit < 64; digit++) {
            hex.append(Character.forDigit(random.nextInt(16), 16));
        }
        return hex.toString();
    }
}
