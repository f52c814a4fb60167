package dev.llmemulator.load.settings;

import dev.llmemulator.load.measure.Percentile;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Says before a run which percentiles its answers and tokens will be enough for. */
final class SampleSizes {
    private static final int[] PER_MILLE = {500, 950, 990};

    private SampleSizes() {}

    static String sentence(long answers, long tokens) {
        return "%s\n%s"
                .formatted(
                        about(answers, "answers", "TTFT, answer and answer / ideal"),
                        about(tokens, "tokens", "token figures"));
    }

    private static String about(long count, String things, String figures) {
        var told = IntStream.of(PER_MILLE)
                .filter(perMille -> Percentile.isSupported(count, perMille))
                .max();
        var missing = IntStream.of(PER_MILLE)
                .filter(perMille -> !Percentile.isSupported(count, perMille))
                .mapToObj(perMille -> "%s %s".formatted(name(perMille), grouped(needed(perMille))))
                .collect(Collectors.joining(", "));
        var rest = missing.isEmpty() ? "." : "; " + missing.replaceFirst(" ", " needs ") + ".";
        return told.isPresent()
                ? "%s %s are enough for %s of %s%s"
                        .formatted(grouped(count), things, name(told.getAsInt()), figures, rest)
                : "%s %s are too few for any percentile of %s%s".formatted(grouped(count), things, figures, rest);
    }

    private static long needed(int perMille) {
        return LongStream.iterate(1, count -> count + 1)
                .filter(count -> Percentile.isSupported(count, perMille))
                .findFirst()
                .orElseThrow();
    }

    private static String name(int perMille) {
        return "p" + perMille / 10;
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
