package dev.llmemulator.bench.system;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The native cluster: its addresses, secrets and processes.
 *
 * @param questions HAProxy's way to the emulators
 * @param webSocket HAProxy's way to Centrifugo
 * @param emulator the first emulator itself
 * @param apis the HTTP APIs of the Centrifugo nodes
 * @param hmacSecret signs the JWTs of users
 * @param apiKey opens the HTTP APIs
 */
public record NativeCluster(
        InetSocketAddress questions,
        InetSocketAddress webSocket,
        InetSocketAddress emulator,
        List<InetSocketAddress> apis,
        String hmacSecret,
        String apiKey,
        Processes processes) {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String PUBLISHED =
            "centrifugo_api_command_duration_seconds_count{method=\"publish\",protocol=\"http\"} ";

    /** The cluster that {@code bin/start_emulator.sh --native} starts; its secrets come by environment. */
    public static NativeCluster fromEnvironment() {
        return new NativeCluster(
                local(9000),
                local(9001),
                local(8001),
                List.of(local(8100), local(8200)),
                environment("CENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET_KEY"),
                environment("CENTRIFUGO_HTTP_API_KEY"),
                new Processes(Path.of(".run")));
    }

    /** Base address of one node's HTTP API. */
    public URI apiUrl() {
        return url(apis.get(0), "");
    }

    /** Answers under way in the first emulator. */
    public int answersUnderWay() throws IOException {
        return JSON.readTree(ApiClient.get(url(emulator, "/health")))
                .path("answers")
                .asInt();
    }

    /** Publications that the nodes' HTTP APIs have carried out since they were started. */
    public long published() throws IOException {
        var count = 0L;
        for (var node : apis) {
            count += ApiClient.get(url(node, "/metrics"))
                    .lines()
                    .filter(line -> line.startsWith(PUBLISHED))
                    .mapToLong(line -> (long) Double.parseDouble(line.substring(PUBLISHED.length())))
                    .sum();
        }
        return count;
    }

    private static URI url(InetSocketAddress address, String path) {
        return URI.create("http://%s:%d%s".formatted(address.getHostString(), address.getPort(), path));
    }

    private static InetSocketAddress local(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private static String environment(String name) {
        return Optional.ofNullable(System.getenv(name))
                .orElseThrow(() -> new IllegalStateException(name + " is not set: run this by bin/bench"));
    }
}
