package dev.llmemulator.load.scenarios;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;

/** A {@code GET /health} that tells the time of a clock of the test's choice. */
final class SkewedHealth implements AutoCloseable {
    private final HttpServer server;

    /**
     * @param instance empty for an emulator that does not tell its name
     * @param nowUs microseconds since the epoch
     */
    SkewedHealth(String instance, LongSupplier nowUs) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/health", exchange -> {
            try (exchange) {
                var body = ("{\"status\":\"ok\",\"instance\":\"" + instance + "\",\"now\":" + nowUs.getAsLong() + "}")
                        .getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
