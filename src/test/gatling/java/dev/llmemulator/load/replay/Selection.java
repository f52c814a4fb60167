package dev.llmemulator.load.replay;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which requests of a recording are replayed, and how fast.
 *
 * @param speed 2 replays an hour in half an hour
 * @param share of the requests, drawn one by one
 * @param during for how long requests come, by the replay's time; null for all of them
 * @param seed the same seed draws the same requests
 */
public record Selection(
        double speed, double share, @Nullable Duration during, long seed) {}
