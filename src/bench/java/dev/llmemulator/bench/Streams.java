package dev.llmemulator.bench;

import java.util.List;

/** Measures what a stream and a token cost the emulator: {@code memory}, {@code cost}, or both. */
public final class Streams {
    private Streams() {}

    public static void main(String... arguments) throws Exception {
        Cluster.run(List.of("memory", "cost"), List.of(arguments));
    }
}
