package dev.llmemulator.contract;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The real Centrifugo as a process of its own, in memory, on a free port of the loopback. */
final class CentrifugoProcess implements Target {

    private static final Duration START_LIMIT = Duration.ofSeconds(20);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
    private static final long POLL_NS = 20_000_000;

    private final Process process;
    private final int port;

    private CentrifugoProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts the server and waits until it is healthy. */
    static CentrifugoProcess start(TargetSettings settings) {
        int port = freePort();
        try {
            Path folder = Files.createDirectories(Path.of("target", "centrifugo-contract"));
            Path config = Files.writeString(folder.resolve("config-" + port + ".json"), "{}");
            ProcessBuilder command = new ProcessBuilder(binary(), "-c", config.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(
                            folder.resolve("centrifugo-" + port + ".log").toFile());
            command.environment().putAll(environment(settings, port));
            CentrifugoProcess started = new CentrifugoProcess(command.start(), port);
            started.awaitHealth();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException("Centrifugo could not be started", e);
        }
    }

    @Override
    public URI apiUrl() {
        return URI.create("http://127.0.0.1:" + port);
    }

    @Override
    public URI webSocketUrl() {
        return URI.create("ws://127.0.0.1:" + port + "/connection/websocket");
    }

    @Override
    public void stop() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** The binary named by the property or the environment name CENTRIFUGO_BINARY, else the one in the PATH. */
    private static String binary() {
        String named = System.getProperty("CENTRIFUGO_BINARY", System.getenv().getOrDefault("CENTRIFUGO_BINARY", ""));
        if (!named.isEmpty()) {
            assertThat(Path.of(named)).as("CENTRIFUGO_BINARY").isExecutable();
            return named;
        }
        String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
        return Arrays.stream(path.split(File.pathSeparator, -1))
                .map(folder -> new File(folder, "centrifugo"))
                .filter(File::canExecute)
                .findFirst()
                .map(File::getPath)
                .orElseThrow(() -> new AssertionError(
                        "No Centrifugo to test against: name its binary in CENTRIFUGO_BINARY or put it into the PATH"));
    }

    private static Map<String, String> environment(TargetSettings settings, int port) {
        return Map.ofEntries(
                entry("CENTRIFUGO_HTTP_SERVER_ADDRESS", "127.0.0.1"),
                entry("CENTRIFUGO_HTTP_SERVER_PORT", Integer.toString(port)),
                entry("CENTRIFUGO_HTTP_API_KEY", TargetSettings.API_KEY),
                entry("CENTRIFUGO_HEALTH_ENABLED", "true"),
                entry("CENTRIFUGO_USAGE_STATS_DISABLED", "true"),
                entry("CENTRIFUGO_SHUTDOWN_TIMEOUT", "5s"),
                entry("CENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET_KEY", TargetSettings.TOKEN_HMAC_SECRET),
                entry("CENTRIFUGO_CLIENT_PING_INTERVAL", seconds(settings.pingInterval())),
                entry("CENTRIFUGO_CLIENT_PONG_TIMEOUT", seconds(settings.pongTimeout())),
                entry("CENTRIFUGO_CLIENT_STALE_CLOSE_DELAY", seconds(settings.staleCloseDelay())),
                entry("CENTRIFUGO_CLIENT_EXPIRED_CLOSE_DELAY", seconds(settings.expiredCloseDelay())),
                entry("CENTRIFUGO_CLIENT_QUEUE_MAX_SIZE", Integer.toString(settings.queueMaxBytes())),
                entry("CENTRIFUGO_CLIENT_RECOVERY_MAX_PUBLICATION_LIMIT", Integer.toString(settings.recoveryLimit())),
                entry("CENTRIFUGO_CLIENT_HISTORY_MAX_PUBLICATION_LIMIT", Integer.toString(settings.recoveryLimit())),
                entry("CENTRIFUGO_CHANNEL_NAMESPACES", namespace(settings)));
    }

    private static String namespace(TargetSettings settings) {
        return "[{\"name\":\"session\",\"allow_subscribe_for_client\":true,\"allow_history_for_subscriber\":true,"
                + "\"force_recovery\":true,\"history_size\":" + settings.historySize() + ",\"history_ttl\":\""
                + seconds(settings.historyTtl()) + "\",\"history_meta_ttl\":\"" + seconds(settings.historyMetaTtl())
                + "\"}]";
    }

    private static String seconds(Duration duration) {
        return duration.toSeconds() + "s";
    }

    private void awaitHealth() {
        ContractApi api = new ContractApi(apiUrl(), "");
        long endNs = System.nanoTime() + START_LIMIT.toNanos();
        while (!isHealthy(api)) {
            assertThat(process.isAlive())
                    .as("Centrifugo runs, see target/centrifugo-contract")
                    .isTrue();
            assertThat(System.nanoTime()).as("Centrifugo healthy in time").isLessThan(endNs);
            LockSupport.parkNanos(POLL_NS);
        }
    }

    private static boolean isHealthy(ContractApi api) {
        try {
            return api.get("/health").status() == 200;
        } catch (UncheckedIOException notYet) {
            return false;
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("No free port", e);
        }
    }
}
