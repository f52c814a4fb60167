package dev.llmemulator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.command.InspectContainerResponse;
import dev.llmemulator.AnswerReader;
import dev.llmemulator.AnswersUnderWay;
import dev.llmemulator.RunClient;
import dev.llmemulator.Waiting;
import dev.llmemulator.needs.FreePorts;
import dev.llmemulator.needs.TestRun;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ComposeContainer;
import org.testcontainers.containers.ContainerState;

/** The cluster of docker-compose.yml, running, with the emulator's image made from the jar of this build. */
final class ComposeCluster implements AutoCloseable {
    static final String API_KEY = "cluster-test-api-key";
    static final String ORIGIN = "https://chat.example";
    static final String TOKEN_SECRET = "cluster-test-token-secret-of-32-bytes";
    static final String REDIS_PASSWORD = "cluster-test-redis-password";

    private static final List<String> PORTS = List.of(
            "HTTP_PORT",
            "WS_PORT",
            "STATS_PORT",
            "CENTRIFUGO1_PORT",
            "CENTRIFUGO2_PORT",
            "EMULATOR1_PORT",
            "EMULATOR2_PORT");
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    // An engine that is behind a proxy tells its containers, too. Nobody may ask it for a part of the cluster.
    private static final String PROXIED = Stream.of(
                    "redis", "centrifugo1", "centrifugo2", "emulator1", "emulator2", "haproxy")
            .map(service ->
                    "  %s: {environment: {http_proxy: 'http://127.0.0.1:9', HTTP_PROXY: 'http://127.0.0.1:9'}}%n"
                            .formatted(service))
            .collect(Collectors.joining("", "services:\n", ""));

    private static final Map<String, String> SETTINGS = Map.of(
            "JAR_STAGE",
            "prebuilt",
            "EMULATOR_IMAGE",
            "llm-emulator:test",
            "CENTRIFUGO_HTTP_API_KEY",
            API_KEY,
            "CENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET_KEY",
            TOKEN_SECRET,
            "CENTRIFUGO_ADMIN_SECRET",
            "cluster-test-admin-secret",
            "CENTRIFUGO_ADMIN_PASSWORD",
            "cluster-test-admin-password",
            "REDIS_PASSWORD",
            REDIS_PASSWORD,
            "DEMO_PAGE",
            "true",
            "ALLOWED_ORIGINS",
            "http://127.0.0.1:* " + ORIGIN);

    private final Map<String, String> ports;
    private final ComposeContainer compose;

    private ComposeCluster(Map<String, String> ports, File proxied) {
        this.ports = ports;
        compose = new ComposeContainer(TestRun.newName("cluster"), new File("docker-compose.yml"), proxied)
                .withPull(false)
                .withBuild(true)
                .withEnv(ports)
                .withEnv(SETTINGS);
    }

    /** Starts the cluster on ports that nobody has, and waits until every part of it works. */
    static ComposeCluster start() {
        try {
            var proxied = Files.writeString(Files.createTempFile("proxied", ".yml"), PROXIED);
            proxied.toFile().deleteOnExit();
            var cluster = new ComposeCluster(FreePorts.of(PORTS), proxied.toFile());
            cluster.compose.start();
            cluster.awaitAllUp();
            return cluster;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where something is on this machine: the setting of a port, and a path. */
    URI url(String port, String path) {
        return URI.create("http://127.0.0.1:" + ports.get(port) + path);
    }

    URI webSocketUrl(String port) {
        return URI.create("ws://127.0.0.1:" + ports.get(port) + "/connection/websocket");
    }

    /** What the scripts of {@code bin/} need to find this cluster. */
    Map<String, String> environment() {
        var environment = new HashMap<>(SETTINGS);
        environment.putAll(ports);
        environment.put(
                "COMPOSE_PROJECT_NAME",
                Objects.requireNonNull(inspect("redis").getConfig().getLabels()).get("com.docker.compose.project"));
        return environment;
    }

    RunClient client() {
        return new RunClient(url("HTTP_PORT", ""));
    }

    AnswerReader reader(String sessionId) {
        return readerAt("WS_PORT", sessionId);
    }

    /** Begins answers and their readers, both through HAProxy. */
    AnswersUnderWay begin(int count, String fields) {
        return AnswersUnderWay.begin(client(), this::reader, count, fields);
    }

    /** A reader at a node, or at HAProxy. */
    AnswerReader readerAt(String port, String sessionId) {
        return AnswerReader.of(webSocketUrl(port), TOKEN_SECRET, sessionId);
    }

    HttpResponse<String> get(URI url) {
        var request = HttpRequest.newBuilder(url).build();
        return HTTP.sendAsync(request, BodyHandlers.ofString()).join();
    }

    /** Sends a signal to a service's main process. The service stays down until {@link #startAgain}. */
    void signal(String service, String signal) {
        DockerClientFactory.lazyClient()
                .killContainerCmd(containerOf(service))
                .withSignal(signal)
                .exec();
    }

    void startAgain(String service) {
        var container = containerOf(service);
        var docker = DockerClientFactory.lazyClient();
        Waiting.until(
                service + " to be down",
                LIMIT,
                () -> !Boolean.TRUE.equals(
                        docker.inspectContainerCmd(container).exec().getState().getRunning()));
        docker.startContainerCmd(container).exec();
        awaitAllUp();
    }

    /** Waits until HAProxy counts every server as up. */
    void awaitAllUp() {
        Waiting.until("all servers to be up", LIMIT, () -> {
            try {
                var servers = statistics()
                        .lines()
                        .filter(line -> line.matches("(ready|emulators|centrifugo),(emulator|centrifugo)\\d,.*"))
                        .toList();
                return servers.size() == 6 && servers.stream().allMatch(line -> line.contains(",UP,"));
            } catch (CompletionException e) {
                return false;
            }
        });
    }

    String statistics() {
        return get(url("STATS_PORT", "/stats;csv")).body();
    }

    /** Sessions that HAProxy has sent to a server so far. */
    long sessions(String backend, String server) {
        return statistics()
                .lines()
                .filter(line -> line.startsWith(backend + "," + server + ","))
                .mapToLong(line -> Long.parseLong(line.split(",", -1)[7]))
                .sum();
    }

    InspectContainerResponse inspect(String service) {
        return DockerClientFactory.lazyClient()
                .inspectContainerCmd(containerOf(service))
                .exec();
    }

    /** What a command prints in the container of a service. */
    String printedIn(String service, String... command) throws IOException, InterruptedException {
        var result = container(service).execInContainer(command);
        assertThat(result.getExitCode()).as(result.toString()).isZero();
        return result.getStdout();
    }

    private String containerOf(String service) {
        return container(service).getContainerId();
    }

    private ContainerState container(String service) {
        return compose.getContainerByServiceName(service)
                .orElseThrow(() -> new AssertionError("No service " + service));
    }

    @Override
    public void close() {
        compose.stop();
    }
}
