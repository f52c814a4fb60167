package dev.llmemulator.fuzz;

import ch.qos.logback.classic.Level;
import dev.llmemulator.Emulator;
import dev.llmemulator.LogTap;
import dev.llmemulator.settings.EmulatorSettings;
import dev.llmemulator.standin.ServerLimits;
import dev.llmemulator.standin.StandIn;
import dev.llmemulator.standin.StandInSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An emulator and a stand-in in this process, what they log, and their secrets, which nobody may get to see. */
final class Target implements AutoCloseable {
    private static final String KEY = "K3Y-that-nobody-may-see";
    private static final String SECRET = "S3CRET-that-nobody-may-see-of-32-bytes";

    final StandIn standIn = StandIn.start(StandInSettings.of(KEY, SECRET).withLimits(limits()));
    final Emulator emulator = Emulator.start(EmulatorSettings.from(Map.of(
            "PORT", "0",
            "CENTRIFUGO_API_URLS", standIn.apiUrl().toString(),
            "CENTRIFUGO_HTTP_API_KEY", KEY,
            // A machine that is busy with others is no fault.
            "MAX_LAG_SECONDS", "60",
            "PUBLISH_TIMEOUT_SECONDS", "60",
            "PUBLISH_DEADLINE_SECONDS", "60",
            "SHUTDOWN_GRACE_SECONDS", "0")));
    private final LogTap log = new LogTap();

    /** Runs one in a process of its own, until nothing comes from its standard input any more. */
    public static void main(String... arguments) throws IOException {
        try (var target = new Target()) {
            System.out.println(target.emulator.url() + " " + target.standIn.webSocketUrl());
            while (System.in.read() >= 0) {
                // Nobody sends anything.
            }
        }
        System.exit(0);
    }

    private static ServerLimits limits() {
        var usual = ServerLimits.defaults();
        // What the stand-in keeps on purpose is not to look like a leak.
        return new ServerLimits(
                usual.pingInterval(),
                usual.pongTimeout(),
                Duration.ofSeconds(2),
                usual.expiredCloseDelay(),
                usual.queueMaxBytes(),
                1_000,
                Duration.ofSeconds(15),
                Duration.ofSeconds(15),
                usual.recoveryLimit());
    }

    static String key() {
        return KEY;
    }

    static String secret() {
        return SECRET;
    }

    /** What is wrong with the log so far. */
    Optional<String> faultInLog() {
        return log.from(Level.WARN).stream()
                .findFirst()
                .or(() -> log.from(Level.TRACE).stream().filter(Target::tells).findFirst())
                .map(line -> "logged: " + line);
    }

    /** Whether a text tells a secret or how the program works inside. */
    static boolean tells(String text) {
        return List.of(KEY, SECRET, "xception", ".java:", "org.eclipse", "StreamRead", "JsonRead", "DeserializationF")
                .stream()
                .anyMatch(text::contains);
    }

    @Override
    public void close() {
        emulator.close();
        standIn.close();
        log.close();
    }
}
