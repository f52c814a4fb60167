package dev.llmemulator.load.settings;

import dev.llmemulator.settings.SettingValues;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The users to whom something happens from the middle of a run on. The simulation says what; the others are as in any
 * run.
 *
 * @param simulation says what happens
 * @param share of all users
 * @param readKb how many KB they read in a second; 0 for nothing
 * @param stall how long they read so
 * @param tokenSeconds how long their tokens last
 * @param renewal when they renew them
 * @param network what their network does
 * @param linksPort where the cluster's Toxiproxy takes orders
 */
public record Affected(
        String simulation,
        double share,
        int readKb,
        Duration stall,
        int tokenSeconds,
        Renewal renewal,
        BadLink network,
        int linksPort) {
    public static final String SLOW_READERS = "SlowReaders";
    public static final String TOKEN_EXPIRY = "TokenExpiry";
    public static final String BAD_NETWORK = "BadNetwork";

    /** The affected of a simulation that has some; null for other simulations. */
    static @Nullable Affected from(SettingValues values, String simulation) {
        return switch (simulation) {
            case SLOW_READERS, TOKEN_EXPIRY, BAD_NETWORK ->
                new Affected(
                        simulation,
                        values.get(LoadOptions.AFFECTED),
                        values.get(LoadOptions.READ_RATE),
                        values.get(LoadOptions.STALL),
                        values.get(LoadOptions.TOKEN_LIFETIME),
                        Renewal.of(values.get(LoadOptions.RENEWAL)),
                        values.get(LoadOptions.NETWORK),
                        values.get(LoadOptions.LINKS_PORT));
            default -> null;
        };
    }

    /** How many of so many users; at least one, and not all. */
    public int of(int users) {
        return (int) Math.max(1, Math.min(users - 1, Math.round(share * users)));
    }

    void putInto(Map<String, @Nullable Object> byName) {
        byName.put("affected", share);
        switch (simulation) {
            case SLOW_READERS -> {
                byName.put("readRate", readKb);
                byName.put("stall", stall.toSeconds());
            }
            case TOKEN_EXPIRY -> {
                byName.put("tokenLifetime", tokenSeconds);
                byName.put("renewal", renewal.label());
            }
            default -> byName.put("network", network.toString());
        }
    }
}
