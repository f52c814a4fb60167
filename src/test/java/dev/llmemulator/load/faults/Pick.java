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

    /** Picks some, in their order: one, a few in a row, a few here and there, or all. There must be one. */
    static List<Integer> some(List<Integer> from, Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> from;
            case 1, 2 -> {
                var first = random.nextInt(from.size());
                yield from.subList(first, first + 1 + random.nextInt(from.size() - first));
            }
            case 3 -> {
                var scattered = new ArrayList<Integer>(from);
                scattered.removeIf(each -> random.nextInt(4) > 0);
                yield scattered.isEmpty() ? List.of(oneOf(from, random)) : scattered;
            }
            default -> List.of(oneOf(from, random));
        };
    }

    /** Picks one or more, up to a number, and sorts them. */
    static List<Integer> few(List<Integer> from, int most, Random random) {
        var shuffled = new ArrayList<Integer>(from);
        Collections.shuffle(shuffled, random);
        return shuffled.stream().limit(1 + random.nextInt(most)).sorted().toList();
    }

    static long otherThan(long number, long from, long to, Random random) {
        var drawn = from + (long) (random.nextDouble() * (to - from));
        return drawn < number ? drawn : drawn + 1;
    }
}
