package dev.llmemulator.settings;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the emulator listens and how much work it takes.
 *
 * @param maxAnswers answers under way at once in this instance; further requests get 503
 * @param maxAnswerTime the longest time of an answer, from its start to its marker
 * @param maxLag how far publishing may lag behind the due times before further requests get 503
 * @param corsOrigins origins of web pages that may ask from another origin, {@code *} for all; empty for none
 * @param admin another listener for {@code /health}; null for none
 * @param demo for the page to watch an answer; null if there is none
 * @param shutdownGrace how long answers under way may go on after SIGTERM
 */
public record HttpSettings(
        String host,
        int port,
        int maxAnswers,
        Duration maxAnswerTime,
        Duration maxLag,
        List<String> corsOrigins,
        @Nullable AdminListener admin,
        @Nullable DemoSettings demo,
        Duration shutdownGrace) {
    /** The largest request body in bytes; larger ones get 413. */
    public static final int MAX_BODY_BYTES = 64 * 1024;

    /**
     * A listener of its own for what is nobody's business outside.
     *
     * @param only whether {@code /health} is served nowhere else
     */
    public record AdminListener(String host, int port, boolean only) {
        static @Nullable AdminListener from(SettingValues values) {
            var port = values.find(EmulatorOptions.ADMIN_PORT);
            if (port.isEmpty()) {
                values.needs(EmulatorOptions.ADMIN_PORT, EmulatorOptions.ADMIN_HOST, EmulatorOptions.ADMIN_ONLY);
                return null;
            }
            var host = values.find(EmulatorOptions.ADMIN_HOST).orElseGet(() -> values.get(EmulatorOptions.HOST));
            return new AdminListener(host, port.get(), values.get(EmulatorOptions.ADMIN_ONLY));
        }
    }

    static HttpSettings from(SettingValues values) {
        return new HttpSettings(
                values.get(EmulatorOptions.HOST),
                values.get(EmulatorOptions.PORT),
                values.get(EmulatorOptions.MAX_ANSWERS),
                values.get(EmulatorOptions.MAX_ANSWER_TIME),
                values.get(EmulatorOptions.MAX_LAG),
                values.find(EmulatorOptions.CORS_ORIGINS).orElse(List.of()),
                AdminListener.from(values),
                DemoSettings.from(values),
                values.get(EmulatorOptions.SHUTDOWN_GRACE));
    }
}
