package dev.llmemulator.bench.cluster;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.llmemulator.load.client.UserJwts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The native cluster that {@code bin/start_emulator.sh --native} starts.
 *
 * @param network carries the connections of users
 * @param jwts of users
 * @param apiKey opens the HTTP APIs
 */
public record NativeCluster(Network network, Processes processes, UserJwts jwts, String apiKey)
        implements AutoCloseable {
    // The emulators and Centrifugo through HAProxy, the first emulator itself, and the nodes' HTTP APIs.
    public static final InetSocketAddress QUESTIONS = local("HTTP_PORT");
    static final InetSocketAddress WEB_SOCKET = local("WS_PORT");
    static final InetSocketAddress EMULATOR = local("EMULATOR1_PORT");
    public static final List<InetSocketAddress> APIS = List.of(local("CENTRIFUGO1_PORT"), local("CENTRIFUGO2_PORT"));

    private static final int BATCH = 500;
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String PUBLISHED =
            "centrifugo_api_command_duration_seconds_count{method=\"publish\",protocol=\"http\"} ";

    /** Takes secrets and ports from the environment. */
    public static NativeCluster fromEnvironment() {
        return new NativeCluster(
                new Network("clients"),
                new Processes(),
                new UserJwts(environment("CENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET_KEY")),
                environment("CENTRIFUGO_HTTP_API_KEY"));
    }

    /** Answers under way in the first emulator. */
    int answersUnderWay() throws IOException {
        return JSON.readTree(ApiClient.get(url(EMULATOR) + "/health"))
                .path("answers")
                .asInt();
    }

    /** Publications that the nodes' HTTP APIs have carried out since they were started. */
    public long published() throws IOException {
        var count = 0L;
        for (var node : APIS) {
            count += ApiClient.get(url(node) + "/metrics")
                    .lines()
                    .filter(line -> line.startsWith(PUBLISHED))
                    .mapToLong(line -> (long) Double.parseDouble(line.substring(PUBLISHED.length())))
                    .sum();
        }
        return count;
    }

    /** Removes the history of these sessions' channels, which Redis would keep for minutes. */
    void forget(List<String> sessions) throws IOException {
        var api = new ApiClient(URI.create(url(APIS.get(0))), apiKey);
        for (var from = 0; from < sessions.size(); from += BATCH) {
            var commands = sessions.subList(from, Math.min(from + BATCH, sessions.size())).stream()
                    .map("{\"history_remove\":{\"channel\":\"session:%s\"}}"::formatted)
                    .collect(Collectors.joining(","));
            api.call("batch", "{\"parallel\":true,\"commands\":[" + commands + "]}");
        }
    }

    private static String url(InetSocketAddress address) {
        return "http://%s:%d".formatted(address.getHostString(), address.getPort());
    }

    private static InetSocketAddress local(String port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(environment(port)));
    }

    private static String environment(String name) {
        return Optional.ofNullable(System.getenv(name))
                .orElseThrow(() -> new IllegalStateException(name + " is not set: run this by bin/bench"));
    }

    @Override
    public void close() {
        network.close();
    }
}
