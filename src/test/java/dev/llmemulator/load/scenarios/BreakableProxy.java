package dev.llmemulator.load.scenarios;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Passes the bytes of TCP connections on to a server on loopback, until a test breaks all of them. */
final class BreakableProxy implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final URI target;
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<Boolean> hangUp = new CompletableFuture<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    BreakableProxy(URI target) throws IOException {
        this.target = target;
        threads.execute(this::accept);
    }

    URI url() {
        return URI.create(target.getScheme() + "://127.0.0.1:" + server.getLocalPort() + target.getPath());
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
    }

    private void accept() {
        try {
            while (true) {
                var client = server.accept();
                var upstream = new Socket(target.getHost(), target.getPort());
                sockets.add(client);
                sockets.add(upstream);
                threads.execute(() -> {
                    pass(client, upstream);
                    hangUp.complete(true);
                });
                threads.execute(() -> pass(upstream, client));
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private static void pass(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // Broken, as the test wants it.
        }
    }
}
