package dev.llmemulator.load.scenarios;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;

/** Passes the bytes of TCP connections on to a server on loopback, until a test breaks all of them. */
final class BreakableProxy implements AutoCloseable {
    private final ServerSocket server;
    private final String scheme;
    private final URI target;
    private final Queue<String> heads = new ConcurrentLinkedQueue<>();
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<Boolean> hangUp = new CompletableFuture<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    BreakableProxy(URI target) throws IOException {
        this(target, target.getScheme(), new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    }

    /** One that speaks TLS with its clients, and none with the server. */
    BreakableProxy(URI target, SSLContext tls) throws IOException {
        this(
                target,
                target.getScheme() + "s",
                tls.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    }

    private BreakableProxy(URI target, String scheme, ServerSocket server) {
        this.target = target;
        this.scheme = scheme;
        this.server = server;
        threads.execute(this::accept);
    }

    URI url() {
        return URI.create(scheme + "://127.0.0.1:" + server.getLocalPort() + target.getRawPath());
    }

    /** The first bytes of each connection that clients have opened: of an HTTP client, the head of its first request. */
    List<String> heads() {
        return List.copyOf(heads);
    }

    /** Ends all connections without a goodbye, as a process that is killed does. */
    void breakAll() {
        try {
            // Not those of clients who come back at once.
            for (var socket : List.copyOf(sockets)) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** True once a client ends its connection; false if none does within 5 s. */
    boolean hangsUp() {
        return hangUp.completeOnTimeout(false, 5, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() throws IOException {
        server.close();
        breakAll();
        threads.shutdownNow();
    }

    private void accept() {
        try {
            while (true) {
                var client = server.accept();
                var upstream = new Socket(target.getHost(), target.getPort());
                sockets.add(client);
                sockets.add(upstream);
                threads.execute(() -> {
                    pass(client, upstream, heads::add);
                    hangUp.complete(true);
                });
                threads.execute(() -> pass(upstream, client, head -> {}));
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private static void pass(Socket from, Socket to, Consumer<String> head) {
        try (from;
                to) {
            var first = new byte[1 << 16];
            var count = from.getInputStream().read(first);
            if (count > 0) {
                head.accept(new String(first, 0, count, StandardCharsets.ISO_8859_1));
                to.getOutputStream().write(first, 0, count);
                from.getInputStream().transferTo(to.getOutputStream());
            }
        } catch (IOException e) {
            // Broken, as the test wants it.
        }
    }
}
