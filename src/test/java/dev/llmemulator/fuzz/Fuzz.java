package dev.llmemulator.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Sends inputs made from seeds, several at once, and looks for a fault: of one input by itself, in the log, in the health
 * of the emulator meanwhile. An input that fails is made smaller as long as it fails.
 */
final class Fuzz implements AutoCloseable {
    private static final int AT_ONCE = 8;
    private static final int MOST_TRIES = 300;
    private static final int MOST_SHOWN = 1_000;

    /** One way of talking to the program. Used by many threads. */
    interface Kind {
        String name();

        byte[] bytes(long seed);

        /** What goes wrong when these bytes are sent as those of the seed are. */
        Optional<String> fault(long seed, byte[] bytes);
    }

    /** A failure that can be replayed. */
    static final class Found extends AssertionError {
        private static final long serialVersionUID = 1;

        Found(String message) {
            super(message);
        }
    }

    private final Target target;
    private final ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE, run -> new Thread(run, "fuzz"));

    Fuzz(Target target) {
        this.target = target;
    }

    /**
     * Sends the inputs of so many seeds.
     *
     * @throws Found the first fault
     */
    void run(Kind kind, long firstSeed, long count) throws InterruptedException {
        var fault = new AtomicReference<String>();
        var next = new AtomicLong(firstSeed);
        var failed = new AtomicLong();
        var running = new ArrayList<Future<?>>();
        try (var health = new HealthProbe(target.emulator.url())) {
            for (var i = 0; i < AT_ONCE; i++) {
                running.add(threads.submit(() -> {
                    long seed;
                    while (fault.get() == null && (seed = next.getAndIncrement()) < firstSeed + count) {
                        var found = kind.fault(seed, kind.bytes(seed));
                        if (found.isPresent() && fault.compareAndSet(null, found.get())) {
                            failed.set(seed);
                        }
                    }
                }));
            }
            for (var each : running) {
                each.get();
            }
            health.fault().ifPresent(slow -> {
                throw new Found("%s of the seeds %d to %d: %s".formatted(kind.name(), firstSeed, next.get(), slow));
            });
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
        if (fault.get() != null) {
            throw found(kind, failed.get(), fault.get());
        }
        var logged = target.faultInLog();
        if (logged.isPresent()) {
            throw new Found(
                    "%s of the seeds %d to %d %s".formatted(kind.name(), firstSeed, next.get() - 1, logged.get()));
        }
    }

    /** Sends the input of one seed; says what it was. */
    void replay(Kind kind, long seed) {
        var bytes = kind.bytes(seed);
        System.out.println(kind.name() + " of the seed " + seed + ": " + shown(bytes));
        var fault = kind.fault(seed, bytes).or(target::faultInLog);
        if (fault.isPresent()) {
            throw found(kind, seed, fault.get());
        }
    }

    private static Found found(Kind kind, long seed, String fault) {
        var least = smallest(kind, seed, fault);
        return new Found("%s of the seed %d %s%n%d bytes of it do: %s%nReplay: bin/fuzz --replay %s %d"
                .formatted(kind.name(), seed, fault, least.length, shown(least), kind.name(), seed));
    }

    /** Cuts out ever smaller parts, as long as the rest fails the same way; a hang is too slow for that. */
    private static byte[] smallest(Kind kind, long seed, String fault) {
        var least = kind.bytes(seed);
        var tries = fault.startsWith("hangs") ? 0 : MOST_TRIES;
        for (var size = least.length / 2; size > 0; size /= 2) {
            for (var at = 0; at + size <= least.length && tries > 0; tries--) {
                var without =
                        Mutator.joined(Arrays.copyOf(least, at), Arrays.copyOfRange(least, at + size, least.length));
                if (kind.fault(seed, without).isPresent()) {
                    least = without;
                } else {
                    at += size;
                }
            }
        }
        return least;
    }

    /** Bytes as they would stand in a string of Java, cut to what can be read. */
    static String shown(byte[] bytes) {
        var text = new StringBuilder();
        for (char each : new String(bytes, StandardCharsets.ISO_8859_1).toCharArray()) {
            if (text.length() > MOST_SHOWN) {
                return text + "… (" + bytes.length + " bytes)";
            }
            switch (each) {
                case '\r' -> text.append("\\r");
                case '\n' -> text.append("\\n");
                case '\\', '"' -> text.append('\\').append(each);
                default -> text.append(each >= ' ' && each < 0x7f ? each : String.format("\\u%04x", (int) each));
            }
        }
        return text.toString();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
