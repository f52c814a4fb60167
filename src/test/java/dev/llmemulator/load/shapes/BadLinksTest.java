package dev.llmemulator.load.shapes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.llmemulator.load.protocol.Endpoints;
import dev.llmemulator.load.settings.BadLink;
import dev.llmemulator.load.settings.LoadSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Toxiproxy is told; a cluster with a real one shows what it does. */
class BadLinksTest {
    private final Queue<String> orders = new ConcurrentLinkedQueue<>();
    private HttpServer toxiproxy;
    private volatile int status = 201;

    @BeforeEach
    void start() throws IOException {
        toxiproxy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        toxiproxy.createContext("/", exchange -> {
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            orders.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
            var reply = "{\"listen\":\"127.0.0.1:4321\"}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, reply.length);
            exchange.getResponseBody().write(reply);
            exchange.close();
        });
        toxiproxy.start();
    }

    @AfterEach
    void stop() {
        toxiproxy.stop(0);
    }

    @Test
    void users_goByTheLinks_whichAreMadeBadAndRemoved() throws Exception {
        var servers = new Endpoints(
                URI.create("http://127.0.0.1:9000/base"), URI.create("ws://127.0.0.1:9001/connection/websocket"), "s");
        try (var links = new BadLinks(port(), () -> servers)) {
            var theirs = links.endpoints();
            assertThat(theirs.httpUrl()).hasToString("http://127.0.0.1:4321/base");
            assertThat(theirs.webSocketUrl()).hasToString("ws://127.0.0.1:4321/connection/websocket");
            assertThat(theirs.origin()).isEqualTo(servers.origin());
            assertThat(links.endpoints()).isSameAs(theirs);
            links.disturb(new BadLink(100, 30, 2, 1000));
        }
        assertThat(orders).hasSize(2 + 2 * 2 * 3 + 2);
        assertThat(orders).filteredOn(each -> each.contains("127.0.0.1:9001")).hasSize(1);
        assertThat(orders)
                .filteredOn(each -> each.contains("\"type\":\"latency\""))
                .hasSize(4)
                .allMatch(each -> each.contains("\"latency\":50") && each.contains("\"jitter\":15"));
        assertThat(orders)
                .filteredOn(each -> each.contains("\"type\":\"bandwidth\""))
                .allMatch(each -> each.contains("\"rate\":125"));
        assertThat(orders)
                .filteredOn(each -> each.startsWith("DELETE /proxies/users-"))
                .hasSize(2);
    }

    @Test
    void refusedOrder_tellsWhy() {
        status = 500;
        try (var links =
                new BadLinks(port(), () -> new Endpoints(URI.create("http://h:1"), URI.create("ws://h:1"), ""))) {
            assertThatThrownBy(links::endpoints)
                    .hasRootCauseMessage(
                            "Toxiproxy replied to POST /proxies with 500: {\"listen\":\"127.0.0.1:4321\"}");
        }
    }

    @Test
    void clusterWithoutToxiproxy_isToldHowToStartIt() {
        var port = port();
        toxiproxy.stop(0);
        var settings = LoadSettings.from(
                Map.of(
                        "simulation", "BadNetwork",
                        "target", "cluster",
                        "LINKS_PORT", String.valueOf(port),
                        "CENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET_KEY", "secret"),
                Map.of(),
                Map.of());
        assertThatThrownBy(() -> BadLinks.require(settings.forBadNetwork()))
                .hasMessageContaining("bin/start_emulator.sh --native --links")
                .hasMessageContaining(":" + port);
    }

    private int port() {
        return toxiproxy.getAddress().getPort();
    }
}
