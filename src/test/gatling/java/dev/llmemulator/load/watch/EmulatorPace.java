package dev.llmemulator.load.watch;

import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * Whether the emulator sent its tokens when they were due, or was itself what made them late. It was, if the typical
 * token waited long in the emulator, while those that it sent went through the system as quickly as ever. Where the
 * system is too slow to take more, tokens wait in the emulator, too, but then the typical delivery is much slower than
 * the quick ones. Outages do not count, because they are not typical.
 */
public final class EmulatorPace {
    public static final String ADVICE = "an emulator nearer to Centrifugo, a longer warm-up, or more processors for it";

    // Twice the batch window of a busy machine.
    private static final double MOST_MS = 10;
    private static final double MOST_DELIVERIES = 2;
    private static final double STEADY = 2;
    private static final long LEAST_TOKENS = 200;

    private EmulatorPace() {}

    /** Judges how long tokens waited in the emulator, and then took to arrive, both in microseconds. */
    public static Finding of(Histogram waitedUs, Histogram deliveredUs) {
        var waitedMs = waitedUs.getValueAtPercentile(50) / 1e3;
        var deliveredMs = deliveredUs.getValueAtPercentile(50) / 1e3;
        var isSteady = deliveredMs <= STEADY * deliveredUs.getValueAtPercentile(5) / 1e3;
        var isLate = waitedMs > MOST_MS && waitedMs > MOST_DELIVERIES * deliveredMs;
        return new Finding(
                String.format(
                        Locale.ROOT,
                        "half of the tokens wait in it for less than %.0f ms, or for less than %.0f deliveries,"
                                + " or while deliveries slow down",
                        MOST_MS,
                        MOST_DELIVERIES),
                waitedUs.getTotalCount() == 0
                        ? "not known"
                        : String.format(
                                Locale.ROOT,
                                "half of the tokens waited in it for %.1f ms or more, and took %.1f ms to arrive",
                                waitedMs,
                                deliveredMs),
                !isLate || !isSteady || waitedUs.getTotalCount() < LEAST_TOKENS);
    }
}
