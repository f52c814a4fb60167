package dev.llmemulator.fuzz;

import dev.llmemulator.fuzz.HttpInput.Audience;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The long form of the fuzz suite: {@code bin/fuzz}. Ends with an exit code of 1 at the first fault. */
final class LongFuzz {
    private static final int LEAST_ROUNDS = 20;
    private static final int INPUTS_IN_A_ROUND = 500;

    private LongFuzz() {}

    /**
     * Runs for a time, or one input again.
     *
     * @param arguments {@code <seconds> <first seed>}, or {@code --replay <kind> <seed>}
     */
    public static void main(String... arguments) throws InterruptedException {
        try (var target = new Target();
                var fuzz = new Fuzz(target)) {
            var kinds = kinds(target);
            if (arguments[0].equals("--replay")) {
                var kind = kinds.stream()
                        .filter(each -> each.name().equals(arguments[1]))
                        .findFirst();
                fuzz.replay(kind.orElseThrow(), Long.parseLong(arguments[2]));
            } else {
                runFor(Duration.ofSeconds(Long.parseLong(arguments[0])), Long.parseLong(arguments[1]), fuzz, kinds);
            }
            System.out.println("No fault found.");
        } catch (Fuzz.Found e) {
            System.out.println("FAULT: " + e.getMessage());
            System.exit(1);
        }
        System.exit(0);
    }

    private static List<Fuzz.Kind> kinds(Target target) {
        return List.of(
                new HttpFuzz(target, Audience.EMULATOR),
                new HttpFuzz(target, Audience.OPENAI),
                new HttpFuzz(target, Audience.STAND_IN),
                new SocketFuzz(target),
                new ReaderFuzz());
    }

    private static void runFor(Duration time, long firstSeed, Fuzz fuzz, List<Fuzz.Kind> kinds)
            throws InterruptedException {
        var endNs = System.nanoTime() + time.toNanos();
        var seed = firstSeed;
        var samples = new ArrayList<Resources>();
        System.out.println("The first seed is " + firstSeed);
        do {
            for (var kind : kinds) {
                fuzz.run(kind, seed, INPUTS_IN_A_ROUND);
            }
            seed += INPUTS_IN_A_ROUND;
            samples.add(Resources.now());
        } while (System.nanoTime() < endNs);
        for (var kind : kinds) {
            System.out.printf("%-8s %d inputs, %s%n", kind.name(), seed - firstSeed, kind);
        }
        // What classes and caches take comes with the first rounds.
        if (samples.size() < LEAST_ROUNDS) {
            System.out.println("Too few rounds to tell whether anything grows.");
            return;
        }
        var growth = Resources.growth(samples.subList(samples.size() / 4, samples.size()));
        growth.forEach(System.out::println);
        growth.stream().filter(Resources.Growth::isLeak).findFirst().ifPresent(leak -> {
            throw new Fuzz.Found("there is ever more of it: " + leak);
        });
    }
}
