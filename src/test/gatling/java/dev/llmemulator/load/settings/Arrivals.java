package dev.llmemulator.load.settings;

import dev.llmemulator.settings.InvalidSettingException;
import dev.llmemulator.settings.SettingValues;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rate at which users arrive, evenly spread, whether or not the system keeps up with them. */
public record Arrivals(double perSecond, Duration during) {
    private static final int MAX_USERS = 1_000_000;
    private static final Duration DEFAULT_DURATION = Duration.ofSeconds(30);

    public int users() {
        return (int) Math.min(Integer.MAX_VALUE, Math.round(perSecond * during.toSeconds()));
    }

    /** The rate that the settings ask for; null if they give the number of users instead. */
    static @Nullable Arrivals from(SettingValues values) {
        var perSecond = values.find(LoadOptions.RATE).orElse(null);
        if (perSecond == null) {
            return null;
        }
        for (var other : List.of(LoadOptions.CLIENTS, LoadOptions.CYCLES)) {
            if (values.nameOf(other) != null) {
                throw new InvalidSettingException(
                        ("Settings %s and %s exclude each other: users who arrive at a rate ask for one answer each."
                                        + " Leave one of them out.")
                                .formatted(values.nameOf(LoadOptions.RATE), values.nameOf(other)));
            }
        }
        var rate = new Arrivals(perSecond, values.find(LoadOptions.DURATION).orElse(DEFAULT_DURATION));
        if (rate.users() < 1 || rate.users() > MAX_USERS) {
            throw values.refuse(
                    LoadOptions.RATE,
                    "such that from 1 to %d users arrive in %d s".formatted(MAX_USERS, rate.during.toSeconds()));
        }
        return rate;
    }
}
