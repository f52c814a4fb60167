package dev.llmemulator.contract;

import static java.util.Map.entry;

import dev.llmemulator.Waiting;
import dev.llmemulator.needs.ComposeImages;
import dev.llmemulator.needs.FreePorts;
import dev.llmemulator.needs.TestRun;
import dev.llmemulator.standin.ServerLimits;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/**
 * The real Centrifugo in a container, with the configuration that users run, on a real Redis. Only limits differ, so
 * that tests can reach them; permissions are those of the file.
 * One Redis serves all servers.
 */
public final class CentrifugoContainer {
    public static final String API_KEY = Contract.API_KEY;
    public static final String TOKEN_HMAC_SECRET = Contract.TOKEN_HMAC_SECRET;

    private static final int PORT = 8000;
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final int STOP_LIMIT_S = 15;
    private static final int READABLE_BY_ALL = 0444;

    private CentrifugoContainer() {}

    /** Starts a server and waits until it is healthy. */
    public static ServerUnderTest start(ServerLimits limits) {
        return start(limits, Map.of());
    }

    /** The same with more settings, as Centrifugo's own environment variables. */
    public static ServerUnderTest start(ServerLimits limits, Map<String, String> more) {
        var name = TestRun.newName("centrifugo");
        var container = centrifugo(name)
                .withNetwork(Redis.NETWORK)
                .withEnv(environment(limits, name))
                .withEnv(more)
                .withExposedPorts(PORT)
                .waitingFor(Wait.forHttp("/health").forPort(PORT).withStartupTimeout(START_LIMIT));
        container.start();
        var address = container.getHost() + ":" + container.getMappedPort(PORT);
        return new ServerUnderTest(
                URI.create("http://" + address),
                URI.create("ws://" + address + "/connection/websocket"),
                () -> stop(container));
    }

    /**
     * Starts a server on the network of this machine, without Redis and with the limits of its configuration, and waits
     * until it is healthy. It reaches what listens on loopback here, and nothing stands between it and its clients.
     *
     * @param more settings, as Centrifugo's own environment variables
     */
    static ServerUnderTest startAlone(Map<String, String> more) throws IOException {
        var port = FreePorts.of(List.of("port")).getOrDefault("port", "");
        var container = centrifugo(TestRun.newName("centrifugo"))
                .withNetworkMode("host")
                .withEnv(Map.of(
                        "CENTRIFUGO_ENGINE_TYPE", "memory",
                        "CENTRIFUGO_HTTP_SERVER_PORT", port,
                        "CENTRIFUGO_HTTP_API_KEY", Contract.API_KEY,
                        "CENTRIFUGO_ADMIN_PASSWORD", "admin",
                        "CENTRIFUGO_ADMIN_SECRET", "contract-admin-secret"))
                .withEnv(more);
        container.start();
        var address = "127.0.0.1:" + port;
        var url = URI.create("http://" + address);
        Waiting.until("Centrifugo is healthy", START_LIMIT, () -> isHealthy(url));
        return new ServerUnderTest(url, URI.create("ws://" + address + "/connection/websocket"), () -> stop(container));
    }

    private static boolean isHealthy(URI url) {
        try {
            return new ContractApi(url, Contract.API_KEY).get("/health").statusCode() == 200;
        } catch (RuntimeException e) {
            return false;
        }
    }

    private static GenericContainer<?> centrifugo(String name) {
        return container(ComposeImages.of("centrifugo1"), name)
                .withCommand("centrifugo", "-c", "/centrifugo/config.json")
                // A copy: to mount it, Testcontainers first wants an image of its own, which may not be had.
                .withCopyFileToContainer(
                        MountableFile.forHostPath("centrifugo/config.json", READABLE_BY_ALL),
                        "/centrifugo/config.json");
    }

    /** A container of another service, which has yet to be started. The servers reach it by this name. */
    public static GenericContainer<?> neighbour(String service) {
        return container(ComposeImages.of(service), TestRun.newName(service))
                .withNetwork(Redis.NETWORK)
                .withNetworkAliases(service);
    }

    /** Lets Redis forget everything, as after a restart without a snapshot. */
    static void flushRedis() throws IOException, InterruptedException {
        Redis.CONTAINER.execInContainer("redis-cli", "FLUSHALL");
    }

    private static void stop(GenericContainer<?> container) {
        var id = container.getContainerId();
        if (id != null) {
            // Testcontainers itself would kill it, and its clients would hear nothing.
            container
                    .getDockerClient()
                    .stopContainerCmd(id)
                    .withTimeout(STOP_LIMIT_S)
                    .exec();
            container.stop();
        }
    }

    private static Map<String, String> environment(ServerLimits limits, String name) {
        return Map.ofEntries(
                entry("CENTRIFUGO_NODE_NAME", name),
                entry("CENTRIFUGO_HTTP_SERVER_ADDRESS", "0.0.0.0"),
                entry("CENTRIFUGO_HTTP_SERVER_PORT", Integer.toString(PORT)),
                entry("CENTRIFUGO_ENGINE_REDIS_ADDRESS", "redis://redis:6379"),
                // Servers with other limits are not nodes of the same cluster.
                entry("CENTRIFUGO_ENGINE_REDIS_PREFIX", name),
                entry("CENTRIFUGO_HTTP_API_KEY", Contract.API_KEY),
                entry("CENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET_KEY", Contract.TOKEN_HMAC_SECRET),
                entry("CENTRIFUGO_ADMIN_PASSWORD", "admin"),
                entry("CENTRIFUGO_ADMIN_SECRET", "contract-admin-secret"),
                entry("CENTRIFUGO_CLIENT_PING_INTERVAL", seconds(limits.pingInterval())),
                entry("CENTRIFUGO_CLIENT_PONG_TIMEOUT", seconds(limits.pongTimeout())),
                entry("CENTRIFUGO_CLIENT_STALE_CLOSE_DELAY", seconds(limits.staleCloseDelay())),
                entry("CENTRIFUGO_CLIENT_EXPIRED_CLOSE_DELAY", seconds(limits.expiredCloseDelay())),
                entry("CENTRIFUGO_CLIENT_EXPIRED_SUB_CLOSE_DELAY", seconds(limits.expiredCloseDelay())),
                // By this interval it looks for subscriptions that have expired.
                entry("CENTRIFUGO_CLIENT_PRESENCE_UPDATE_INTERVAL", "1s"),
                entry("CENTRIFUGO_CLIENT_QUEUE_MAX_SIZE", Integer.toString(limits.queueMaxBytes())),
                entry("CENTRIFUGO_CLIENT_RECOVERY_MAX_PUBLICATION_LIMIT", Integer.toString(limits.recoveryLimit())),
                entry("CENTRIFUGO_CLIENT_HISTORY_MAX_PUBLICATION_LIMIT", Integer.toString(limits.recoveryLimit())),
                entry("CENTRIFUGO_CHANNEL_HISTORY_META_TTL", seconds(limits.historyMetaTtl())),
                entry("CENTRIFUGO_CHANNEL_NAMESPACES_SESSION_HISTORY_SIZE", Integer.toString(limits.historySize())),
                entry("CENTRIFUGO_CHANNEL_NAMESPACES_SESSION_HISTORY_TTL", seconds(limits.historyTtl())),
                // Not more than that of the metadata.
                entry("CENTRIFUGO_CHANNEL_NAMESPACES_CHAT_HISTORY_TTL", seconds(limits.historyTtl())));
    }

    private static String seconds(Duration duration) {
        return duration.toSeconds() + "s";
    }

    private static GenericContainer<?> container(DockerImageName image, String name) {
        return new GenericContainer<>(image).withCreateContainerCmdModifier(create -> create.withName(name));
    }

    /** The one Redis and the network that leads to it, started with the first server. */
    private static final class Redis {
        static final Network NETWORK = Network.builder()
                .createNetworkCmdModifier(create -> create.withName(TestRun.newName("network")))
                .build();

        private static final GenericContainer<?> CONTAINER = container(
                        ComposeImages.of("redis"), TestRun.newName("redis"))
                .withNetwork(NETWORK)
                .withNetworkAliases("redis")
                .withCommand("redis-server", "--protected-mode", "no", "--save", "", "--appendonly", "no")
                .withExposedPorts(6379);

        static {
            CONTAINER.start();
        }

        private Redis() {}
    }
}
