package dev.llmemulator.load.truth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * How long this machine takes from when a client has made a question until a server has its connection. A load test
 * tells times from the one end and the truth is injected at the other, so that no figure can be closer than this.
 */
final class HandOver {
    private static final int TRIES = 300;

    private HandOver() {}

    /** The median in milliseconds, with the JDK's client, which is neither the load test's nor Gatling's. */
    static double ms() {
        var client = HttpClient.newHttpClient();
        return median(TRIES, () -> client);
    }

    /** The median in milliseconds where every question is the first one of its client. */
    static double ofNewClientMs() {
        return median(TRIES / 10, HttpClient::newHttpClient);
    }

    private static double median(int tries, Supplier<HttpClient> clients) {
        var tookNs = new long[tries];
        try (var server = new ServerSocket(0, tries, InetAddress.getLoopbackAddress())) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.getLocalPort()))
                    .POST(BodyPublishers.ofString("{}"))
                    .version(HttpClient.Version.HTTP_1_1)
                    .build();
            for (var i = 0; i < tries; i++) {
                var startNs = System.nanoTime();
                var reply = clients.get().sendAsync(request, BodyHandlers.discarding());
                try (var socket = server.accept()) {
                    tookNs[i] = System.nanoTime() - startNs;
                    Post.read(socket, startNs).reply(200, "{}");
                }
                reply.join();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // The first half is slower: its code is cold.
        var warmNs = Arrays.copyOfRange(tookNs, tries / 2, tries);
        Arrays.sort(warmNs);
        return warmNs[warmNs.length / 2] / 1e6;
    }
}
