package dev.llmemulator.load.settings;

import dev.llmemulator.load.settings.SettingReader.Found;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Decides from {@code rate} and {@code duration} whether users arrive at a rate of their own. */
final class ArrivalsReader {
    private static final int DEFAULT_SECONDS = 30;

    private final SettingReader settings;

    ArrivalsReader(SettingReader settings) {
        this.settings = settings;
    }

    /** Null if no rate is given. */
    @Nullable
    Arrivals read() {
        var rate = settings.find("rate", "ARRIVAL_RATE");
        // Whole seconds, as for the ramp.
        var given = settings.find("duration", "DURATION_SECONDS");
        var seconds = settings.integer("duration", "DURATION_SECONDS", DEFAULT_SECONDS, 1, 86_400);
        if (rate == null) {
            if (given != null) {
                throw new SettingsException("Setting " + given.name()
                        + " says for how long users arrive, but not at which rate: give rate too, or leave it out.");
            }
            return null;
        }
        refuseBeside(rate, settings.find("clients", "NUM_CLIENTS"));
        refuseBeside(rate, settings.find("cycles", "CYCLES_PER_CLIENT"));
        var perSecond = SettingReader.number(rate, "0.01", "10000");
        var arrivals = new Arrivals(perSecond, Duration.ofSeconds(seconds));
        if (arrivals.users() < 1 || arrivals.users() > Arrivals.MOST_USERS) {
            throw rate.refuse("such that from 1 to " + Arrivals.MOST_USERS + " users arrive in " + seconds + " s");
        }
        return arrivals;
    }

    private static void refuseBeside(Found rate, @Nullable Found other) {
        if (other != null) {
            throw new SettingsException(
                    "Settings " + rate.name() + " and " + other.name()
                            + " exclude each other: users who arrive at a rate ask for one answer each. Leave one of them out.");
        }
    }
}
