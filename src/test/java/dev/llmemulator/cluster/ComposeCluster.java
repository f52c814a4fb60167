package dev.llmemulator.cluster;

import dev.llmemulator.AnswerReader;
import dev.llmemulator.AnswersUnderWay;
import dev.llmemulator.RunClient;
import dev.llmemulator.Waiting;
import dev.llmemulator.needs.TestRun;
import java.io.File;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;
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

    AnswerReader reader(String sessionId) {
        return AnswerReader.of(WEB_SOCKET_URL, TOKEN_SECRET, sessionId);
    }

    /** Begins answers and their readers, both through HAProxy. */
    AnswersUnderWay begin(int count, String fields) {
        return AnswersUnderWay.begin(client(), this::reader, count, fields);
    }

    /** A reader at one node. */
    AnswerReader readerAt(int nodePort, String sessionId) {
        var url = URI.create("ws://127.0.0.1:%d/connection/websocket".formatted(nodePort));
        return AnswerReader.of(url, TOKEN_SECRET, sessionId);
    }

    HttpResponse<String> get(String url) {
        var request = HttpRequest.newBuilder(URI.create(url)).build();
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
                        .filter(line -> line.matches("(emulators|centrifugo),(emulator|centrifugo)\\d,.*"))
                        .toList();
                return servers.size() == 4 && servers.stream().allMatch(line -> line.contains(",UP,"));
            } catch (CompletionException e) {
                return false;
            }
        });
    }

    String statistics() {
        return get("http://127.0.0.1:8404/stats;csv").body();
    }

    /** Sessions that HAProxy has sent to a server so far. */
    long sessions(String backend, String server) {
        return statistics()
                .lines()
                .filter(line -> line.startsWith(backend + "," + server + ","))
                .mapToLong(line -> Long.parseLong(line.split(",", -1)[7]))
                .sum();
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
