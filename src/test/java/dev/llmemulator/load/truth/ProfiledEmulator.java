package dev.llmemulator.load.truth;

import dev.llmemulator.standin.StandIn;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** An emulator that answers by scripts, through a stand-in, and records what it did. */
final class ProfiledEmulator implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger requests = new AtomicInteger();
    private final Queue<Injection> injections = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final StandIn standIn;
    private final List<Script> scripts;
    private final long unreadMs;

    ProfiledEmulator(StandIn standIn, Profile profile) throws IOException {
        this.standIn = standIn;
        scripts = profile.scripts();
        unreadMs = profile.unreadMs();
        threads.execute(this::accept);
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    /** Waits until all users have left, and returns what was done. Takes no more requests. */
    List<Injection> injections() throws IOException, InterruptedException {
        server.close();
        threads.shutdown();
        if (!threads.awaitTermination(30, TimeUnit.SECONDS)) {
            throw new IllegalStateException("Answers are still under way");
        }
        if (!failures.isEmpty()) {
            throw new IllegalStateException("A script was not carried out", failures.peek());
        }
        return new ArrayList<>(injections);
    }

    @Override
    public void close() throws IOException {
        server.close();
        threads.shutdownNow();
    }

    private void accept() {
        try {
            while (true) {
                var socket = server.accept();
                var nowNs = System.nanoTime();
                threads.execute(() -> serve(socket, nowNs));
            }
        } catch (SocketException e) {
            // The server was closed.
        } catch (IOException e) {
            failures.add(e);
        }
    }

    private void serve(Socket socket, long acceptedNs) {
        try (socket) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(unreadMs));
            var post = Post.read(socket, acceptedNs);
            var script = scripts.get(requests.getAndIncrement());
            injections.add(new Performance(script, post, standIn).perform());
        } catch (IOException | RuntimeException e) {
            failures.add(e);
        }
    }
}
