package dev.llmemulator.fuzz;

import dev.llmemulator.load.client.FrameFuzz;
import dev.llmemulator.load.faults.Delivery;
import dev.llmemulator.load.faults.Frames;
import java.util.Optional;
import java.util.Random;

/** Gives spoiled frames of answers to the load test's reader. */
final class ReaderFuzz implements Fuzz.Kind {
    private static final String CHANNEL = "session:a-1";

    @Override
    public String name() {
        return "reader";
    }

    @Override
    public byte[] bytes(long seed) {
        var mutator = new Mutator(seed);
        var random = new Random(seed);
        var frames = Frames.random(Delivery.ofAnyKind(CHANNEL, random), "", random);
        var frame = frames.get(mutator.below(frames.size()));
        return switch (mutator.below(8)) {
            case 0 -> mutator.encoded(mutator.value());
            case 1 -> Mutator.joined(frame, new byte[] {'\n'}, mutator.damaged(frame));
            case 2 ->
                mutator.encoded(
                        "{\"push\":{\"channel\":\"%s\",\"pub\":{\"data\":{\"type\":\"token\",\"index\":%s,\"token\":%s,\"due\":%s,\"sent\":%s},\"offset\":%s}}}"
                                .formatted(
                                        CHANNEL,
                                        mutator.value(),
                                        mutator.value(),
                                        mutator.value(),
                                        mutator.value(),
                                        mutator.value()));
            default -> mutator.damaged(frame);
        };
    }

    @Override
    public Optional<String> fault(long seed, byte[] bytes) {
        return FrameFuzz.fault(bytes, "");
    }
}
