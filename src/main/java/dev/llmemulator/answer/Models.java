package dev.llmemulator.answer;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The emulated models. Their numbers are typical of their kind and not measured from any vendor. */
public final class Models {
    /** A model with an exact pace, for sizing and for comparisons. */
    public static final Model CONSTANT = Model.constant(100, Duration.ZERO, Duration.ofMillis(10));

    private static final List<Model> ALL = List.of(
            CONSTANT,
            drawn("chat", LogNormal.of(150, 800), ms(500, 2_500), ms(20, 80), Pauses.NONE),
            drawn("fast", LogNormal.of(80, 300), ms(150, 600), ms(3, 40), Pauses.NONE),
            drawn("brief", LogNormal.of(8, 40), ms(200, 1_000), ms(10, 40), Pauses.NONE),
            drawn(
                    "reasoning",
                    LogNormal.of(250, 1_200),
                    ms(6_000, 40_000),
                    ms(15, 60),
                    new Pauses(0.1, ms(1_000, 5_000))),
            drawn("writer", LogNormal.of(1_500, 5_000), ms(800, 4_000), ms(12, 50), Pauses.NONE));

    private Models() {}

    /** Names of the models, the default first. */
    public static List<String> names() {
        return ALL.stream().map(Model::name).toList();
    }

    public static Optional<Model> named(String name) {
        return ALL.stream().filter(model -> model.name().equals(name)).findFirst();
    }

    private static Model drawn(String name, LogNormal words, LogNormal ttftNs, LogNormal delayNs, Pauses pauses) {
        return new Model(name, words, ttftNs, delayNs, pauses, Tokenisation.PIECES);
    }

    private static LogNormal ms(double p50, double p99) {
        return LogNormal.of(p50 * 1e6, p99 * 1e6);
    }
}
