package dev.llmemulator.load.settings;

import dev.llmemulator.settings.InvalidSettingException;
import dev.llmemulator.settings.SettingValues;
import java.time.Duration;
import java.util.Arrays;

/**
 * A short time in which users arrive at a multiple of their rate.
 *
 * @param factor how many times as many arrive
 * @param begins after the start
 */
public record Spike(double factor, Duration begins, Duration during) {
    static final String SIMULATION = "Spike";
    static final Duration DEFAULT_DURATION = Duration.ofSeconds(60);

    // Before it, what is usual has to be seen, and after it, that it is so again for some seconds.
    private static final Duration LEAST_BESIDES = Duration.ofSeconds(9);

    /** A third of the rest of the time comes before the spike, and two thirds after it. */
    static Spike from(SettingValues values, Duration whole) {
        var during = values.get(LoadOptions.SPIKE_SECONDS);
        var besides = whole.minus(during);
        if (besides.compareTo(LEAST_BESIDES) < 0) {
            throw new InvalidSettingException(
                    "Setting -Dduration=%d must be at least %d for a spike of %d s: what is usual has to be seen before and after it."
                            .formatted(
                                    whole.toSeconds(),
                                    during.plus(LEAST_BESIDES).toSeconds(),
                                    during.toSeconds()));
        }
        return new Spike(values.get(LoadOptions.SPIKE_FACTOR), Duration.ofSeconds(besides.toSeconds() / 3), during);
    }

    /** The arrivals of users at the even rate, in microseconds, with the time of the spike compressed. */
    long[] squeeze(long... dueUs) {
        var beginsUs = begins.toNanos() / 1000;
        var roomUs = (long) (during.toNanos() / 1e3 * factor);
        return Arrays.stream(dueUs)
                .map(us -> us < beginsUs
                        ? us
                        : us < beginsUs + roomUs
                                ? beginsUs + (long) ((us - beginsUs) / factor)
                                : us - roomUs + during.toNanos() / 1000)
                .toArray();
    }

    /** The time in which as many users arrive at the even rate as in this time with the spike in it. */
    Duration stretched(Duration whole) {
        return whole.plusNanos((long) (during.toNanos() * (factor - 1)));
    }

    public Duration ends() {
        return begins.plus(during);
    }
}
