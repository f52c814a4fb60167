package dev.llmemulator.settings;

import java.time.Duration;

/**
 * Where the emulator listens and how much work it takes.
 *
 * @param maxAnswers answers under way at once in this instance; further requests get 503
 * @param maxLag how far publishing may lag behind the due times before further requests get 503
 * @param shutdownGrace how long answers under way may go on after SIGTERM
 */
public record HttpSettings(String host, int port, int maxAnswers, Duration maxLag, Duration shutdownGrace) {
    /** The largest request body in bytes; larger ones get 413. */
    public static final int MAX_BODY_BYTES = 64 * 1024;

    static HttpSettings from(SettingValues values) {
        return new HttpSettings(
                values.get(EmulatorOptions.HOST),
                values.get(EmulatorOptions.PORT),
                values.get(EmulatorOptions.MAX_ANSWERS),
                values.get(EmulatorOptions.MAX_LAG),
                values.get(EmulatorOptions.SHUTDOWN_GRACE));
    }
}
