package dev.llmemulator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.AnswerReader;
import dev.llmemulator.RunClient;
import dev.llmemulator.docker.TestRun;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ComposeContainer;

/** The cluster of docker-compose.yml, running, with the emulator's image made from the jar of this build. */
final class ComposeCluster implements AutoCloseable {
    static final String API_KEY = "cluster-test-api-key";
    static final String TOKEN_SECRET = "cluster-test-token-secret-of-32-bytes";
    static final URI HTTP_URL = URI.create("http://127.0.0.1:9000");
    static final URI WEB_SOCKET_URL = URI.create("ws://127.0.0.1:9001/connection/websocket");

    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final ComposeContainer compose = new ComposeContainer(
                    TestRun.newName("cluster"), new File("docker-compose.yml"))
            .withPull(false)
            .withBuild(true)
            .withEnv(Map.of(
                    "JAR_STAGE", "prebuilt",
                    "EMULATOR_IMAGE", "llm-emulator:test",
                    "CENTRIFUGO_HTTP_API_KEY", API_KEY,
                    "CENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET_KEY", TOKEN_SECRET,
                    "CENTRIFUGO_ADMIN_SECRET", "cluster-test-admin-secret"));

    private ComposeCluster() {}

    /** Starts the cluster and waits until every part of it works. */
    static ComposeCluster start() {
        var cluster = new ComposeCluster();
        cluster.compose.start();
        cluster.awaitAllUp();
        return cluster;
    }

    RunClient client() {
        return new RunClient(HTTP_URL);
    }

    /** A reader through HAProxy. */
    AnswerReader reader(String sessionId) {
        return AnswerReader.of(WEB_SOCKET_URL, TOKEN_SECRET, sessionId);
    }

    /** A reader at one node. */
    AnswerReader readerAt(int nodePort, String sessionId) {
        var url = URI.create("ws://127.0.0.1:%d/connection/websocket".formatted(nodePort));
        return AnswerReader.of(url, TOKEN_SECRET, sessionId);
    }

    HttpResponse<String> get(String url) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
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
        await(
                service + " to be down",
                () -> !Boolean.TRUE.equals(
                        docker.inspectContainerCmd(container).exec().getState().getRunning()));
        docker.startContainerCmd(container).exec();
        awaitAllUp();
    }

    /** Waits until HAProxy counts every server as up. */
    void awaitAllUp() {
        await("all servers to be up", () -> {
            try {
                var servers = statistics()
                        .lines()
                        .filter(line -> line.matches("(emulators|centrifugo),(emulator|centrifugo)\\d,.*"))
                        .toList();
                return servers.size() == 4 && servers.stream().allMatch(line -> line.contains(",UP,"));
            } catch (IOException e) {
                return false;
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }

    /** HAProxy's statistics as CSV. */
    String statistics() throws IOException, InterruptedException {
        return get("http://127.0.0.1:8404/stats;csv").body();
    }

    /** Sessions that HAProxy has sent to a server so far. */
    long sessions(String backend, String server) throws IOException, InterruptedException {
        return statistics()
                .lines()
                .filter(line -> line.startsWith(backend + "," + server + ","))
                .mapToLong(line -> Long.parseLong(line.split(",", -1)[7]))
                .sum();
    }

    static void await(String label, BooleanSupplier condition) {
        var deadline = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(label).isLessThan(deadline);
            try {
                TimeUnit.MILLISECONDS.sleep(50);
            } catch (InterruptedException e) {
                throw new AssertionError(label, e);
            }
        }
    }

    private String containerOf(String service) {
        return compose.getContainerByServiceName(service)
                .orElseThrow(() -> new AssertionError("No service " + service))
                .getContainerId();
    }

    @Override
    public void close() {
        compose.stop();
    }
}
