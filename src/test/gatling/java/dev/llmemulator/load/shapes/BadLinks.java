package dev.llmemulator.load.shapes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.llmemulator.load.protocol.Endpoints;
import dev.llmemulator.load.settings.BadLink;
import dev.llmemulator.load.settings.LoadSettings;
import dev.llmemulator.load.settings.ServerUrl;
import dev.llmemulator.settings.InvalidSettingException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A way of users to the servers through the Toxiproxy of a cluster, which can be made bad. */
public final class BadLinks implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI api;
    private final Supplier<Endpoints> servers;
    private final HttpClient client = HttpClient.newBuilder()
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(LIMIT)
            .build();
    private final List<String> names = new ArrayList<>();
    private @Nullable Endpoints endpoints;

    /**
     * Ways that do not exist yet.
     *
     * @param port of Toxiproxy's API, on loopback
     * @param servers known once the run has begun
     */
    public BadLinks(int port, Supplier<Endpoints> servers) {
        api = URI.create("http://127.0.0.1:" + port);
        this.servers = servers;
    }

    /** Returns these settings, or throws if nobody answers where Toxiproxy should be. */
    public static LoadSettings require(LoadSettings settings) {
        var links = new BadLinks(settings.affected().linksPort(), () -> {
            throw new IllegalStateException("The run has not begun");
        });
        try {
            links.send("GET", "/version", null);
        } catch (IOException e) {
            throw new InvalidSettingException(
                    ("Setting -Dsimulation=BadNetwork needs the Toxiproxy of a cluster that was started with"
                                    + " bin/start_emulator.sh --native --links, and none answers at %s (LINKS_PORT).")
                            .formatted(links.api));
        }
        return settings;
    }

    /** The servers by this way, which exists from the first call on. */
    public synchronized Endpoints endpoints() {
        if (endpoints == null) {
            try {
                var all = servers.get();
                endpoints = new Endpoints(
                        link("questions", all.http()),
                        link("answers", all.webSocket()),
                        all.origin(),
                        all.tokenHmacSecret(),
                        all.trust(),
                        all.transport(),
                        all.emulation());
            } catch (IOException e) {
                throw new IllegalStateException("Toxiproxy makes no link for the users", e);
            }
        }
        return endpoints;
    }

    private ServerUrl link(String what, ServerUrl to) throws IOException {
        var name = "users-%s-%d".formatted(what, ProcessHandle.current().pid());
        var url = to.url();
        var made = send(
                "POST",
                "/proxies",
                Map.of("name", name, "listen", "127.0.0.1:0", "upstream", url.getHost() + ":" + url.getPort()));
        names.add(name);
        var listens = made.path("listen").asText();
        return new ServerUrl(
                URI.create("%s://%s%s".formatted(url.getScheme(), listens, url.getRawPath())), to.authorization());
    }

    /** Makes the way bad, both ways. */
    public synchronized void disturb(BadLink how) throws IOException {
        for (var name : names) {
            for (var stream : List.of("upstream", "downstream")) {
                // Each way has half of what the round trip has.
                toxic(name, stream, "latency", Map.of("latency", how.latencyMs() / 2, "jitter", how.jitterMs() / 2));
                toxic(name, stream, "loss", Map.of("percent", how.lossPercent()));
                if (how.kbit() > 0) {
                    toxic(name, stream, "bandwidth", Map.of("rate", how.kbit() / 8));
                }
            }
        }
    }

    private void toxic(String name, String stream, String type, Map<String, Integer> attributes) throws IOException {
        send(
                "POST",
                "/proxies/%s/toxics".formatted(name),
                Map.of("name", type + "-" + stream, "type", type, "stream", stream, "attributes", attributes));
    }

    private JsonNode send(String method, String path, @Nullable Object body) throws IOException {
        var bytes = body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body));
        var request = HttpRequest.newBuilder(api.resolve(path))
                .timeout(LIMIT)
                .method(method, bytes)
                .build();
        try {
            var response = client.send(request, BodyHandlers.ofString());
            if (response.statusCode() >= 300) {
                throw new IOException("Toxiproxy replied to %s %s with %d: %s"
                        .formatted(method, path, response.statusCode(), response.body()));
            }
            return body == null ? JSON.createObjectNode() : JSON.readTree(response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Removes the way. */
    @Override
    public synchronized void close() {
        for (var name : names) {
            try {
                send("DELETE", "/proxies/" + name, null);
            } catch (IOException e) {
                System.err.printf("A link for users is left in Toxiproxy. [name=%s, cause=%s]%n", name, e.getMessage());
            }
        }
        names.clear();
    }
}
