package dev.llmemulator.fuzz;

import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks for {@code /health} all the time, on a new connection each time, and measures beside it how late a thread of this
 * machine can be that only sleeps. What the machine cannot do is no fault of the server.
 */
final class HealthProbe implements AutoCloseable {
    private static final long LIMIT_MS = 1_000;
    private static final int EVERY_MS = 20;

    /** So many threads in turn have to get a processor before a reply is there. */
    private static final int WAKE_UPS = 10;

    private final URI health;
    private final Thread asker = new Thread(this::ask, "fuzz-health");
    private final Thread sleeper = new Thread(this::sleep, "fuzz-sleeper");
    private volatile boolean closed;
    private volatile long slowestMs;
    private volatile long latestMs;
    private volatile @Nullable String refused;

    HealthProbe(URI emulator) {
        health = emulator.resolve("/health");
        asker.start();
        sleeper.start();
    }

    /** What was wrong with the replies so far. */
    Optional<String> fault() {
        if (refused != null) {
            return Optional.of("/health: " + refused);
        }
        return slowestMs > LIMIT_MS + WAKE_UPS * latestMs
                ? Optional.of("/health took %d ms, on a machine that was %d ms late".formatted(slowestMs, latestMs))
                : Optional.empty();
    }

    private void ask() {
        while (!closed) {
            var startNs = System.nanoTime();
            try {
                var connection = health.toURL().openConnection();
                connection.setConnectTimeout(30_000);
                connection.setReadTimeout(30_000);
                connection.setRequestProperty("Connection", "close");
                try (var reply = connection.getInputStream()) {
                    reply.readAllBytes();
                }
            } catch (IOException e) {
                refused = e.toString();
            }
            slowestMs = Math.max(slowestMs, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs));
            pause();
        }
    }

    private void sleep() {
        while (!closed) {
            var startNs = System.nanoTime();
            pause();
            latestMs = Math.max(latestMs, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs) - EVERY_MS);
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(EVERY_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            asker.join();
            sleeper.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
