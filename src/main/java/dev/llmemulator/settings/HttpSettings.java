package dev.llmemulator.settings;

import java.time.Duration;
import java.util.Map;

/**
 * Where the emulator listens and how much work it takes.
 *
 * @param host address to bind
 * @param port TCP port; 0 takes any free one
 * @param maxAnswers answers under way at once in this instance; further requests get 503
 * @param maxLag how far publishing may lag behind the schedule before further requests get 503
 * @param shutdownGrace how long answers under way may go on after SIGTERM
 */
public record HttpSettings(String host, int port, int maxAnswers, Duration maxLag, Duration shutdownGrace) {
    /** Largest request body in bytes; larger ones get 413. */
    public static final int MAX_BODY_BYTES = 64 * 1024;

    public static HttpSettings from(Map<String, String> values) {
        var text = new SettingText(values);
        return new HttpSettings(
                text.text("HOST", "127.0.0.1"),
                text.integer("PORT", 8001, 0, 65_535),
                text.integer("MAX_ANSWERS", 10_000, 1, 1_000_000),
                text.seconds("MAX_LAG_SECONDS", Duration.ofSeconds(1), Duration.ofMillis(10), Duration.ofSeconds(60)),
                text.seconds("SHUTDOWN_GRACE_SECONDS", Duration.ofSeconds(20), Duration.ZERO, Duration.ofHours(1)));
    }
}
