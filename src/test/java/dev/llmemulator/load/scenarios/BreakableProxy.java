package dev.llmemulator.load.scenarios;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;

/** Passes the bytes of TCP connections on to a server on loopback, at once or later, until a test breaks all of them. */
final class BreakableProxy implements AutoCloseable {
    private final ServerSocket server;
    private final String scheme;
    private final URI target;
    private final long delayMs;
    private final Queue<String> heads = new ConcurrentLinkedQueue<>();
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<Boolean> hangUp = new CompletableFuture<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ScheduledExecutorService timer =
            new ScheduledThreadPoolExecutor(1, new ThreadPoolExecutor.DiscardPolicy());

    BreakableProxy(URI target) throws IOException {
        this(target, 0);
    }

    /** One that keeps all bytes for so long, each way. */
    BreakableProxy(URI target, long delayMs) throws IOException {
        this(target, delayMs, target.getScheme(), new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    }

    /** One that speaks TLS with its clients, and none with the server. */
    BreakableProxy(URI target, SSLContext tls) throws IOException {
        this(
                target,
                0,
                target.getScheme() + "s",
                tls.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    }

    private BreakableProxy(URI target, long delayMs, String scheme, ServerSocket server) {
        this.target = target;
        this.delayMs = delayMs;
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
            for (var socket : sockets) {
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
        timer.shutdownNow();
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

    private void pass(Socket from, Socket to, Consumer<String> head) {
        var bytes = new byte[1 << 16];
        try {
            var first = true;
            for (int count; (count = from.getInputStream().read(bytes)) >= 0; first = false) {
                if (first) {
                    head.accept(new String(bytes, 0, count, StandardCharsets.ISO_8859_1));
                }
                var copy = Arrays.copyOf(bytes, count);
                if (delayMs == 0) {
                    to.getOutputStream().write(copy);
                } else {
                    later(() -> to.getOutputStream().write(copy));
                }
            }
        } catch (IOException e) {
            // Broken, as the test wants it.
        }
        later(() -> {
            from.close();
            to.close();
        });
    }

    private interface Passing {
        void run() throws IOException;
    }

    // One thread in the order of its orders, so the bytes stay in order.
    private void later(Passing passing) {
        var unused = timer.schedule(
                () -> {
                    passing.run();
                    return null;
                },
                delayMs,
                TimeUnit.MILLISECONDS);
    }
}
