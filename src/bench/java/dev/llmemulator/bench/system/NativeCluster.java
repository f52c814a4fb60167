package dev.llmemulator.bench.system;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * The native cluster: its addresses and secrets.
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
        String apiKey) {
    /** The cluster that {@code bin/start_emulator.sh --native} starts; its secrets come by environment. */
    public static NativeCluster fromEnvironment() {
        return new NativeCluster(
                local(9000),
                local(9001),
                local(8001),
                List.of(local(8100), local(8200)),
                environment("CENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET_KEY"),
                environment("CENTRIFUGO_HTTP_API_KEY"));
    }

    /** Base address of one node's HTTP API. */
    public URI apiUrl() {
        return URI.create("http://%s:%d"
                .formatted(apis.get(0).getHostString(), apis.get(0).getPort()));
    }

    private static InetSocketAddress local(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private static String environment(String name) {
        return Optional.ofNullable(System.getenv(name))
                .orElseThrow(() -> new IllegalStateException(name + " is not set: run this by bin/bench"));
    }
}
