package dev.llmemulator;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes a server on loopback a distant one: what is sent arrives later by the same time in each direction. */
public final class DelayingProxy implements AutoCloseable {
    private static final CountDownLatch NONE = new CountDownLatch(0);

    private static final class Chunk {
        private final byte[] bytes;
        private final long arrivesNs;

        Chunk(byte[] bytes, long arrivesNs) {
            this.bytes = bytes;
            this.arrivesNs = arrivesNs;
        }
    }

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final URI target;
    private final long oneWayNs;
    private final AtomicReference<@Nullable CountDownLatch> holdsNextRequest = new AtomicReference<>();
    private volatile CountDownLatch replies = new CountDownLatch(0);
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    public DelayingProxy(URI target, Duration oneWay) throws IOException {
        this.target = target;
        this.oneWayNs = oneWay.toNanos();
        threads.execute(this::accept);
    }

    public URI url() {
        return URI.create(target.getScheme() + "://127.0.0.1:" + server.getLocalPort() + target.getPath());
    }

    /** Holds up the next request, and no other, until the action is run. */
    public Runnable holdNextRequest() {
        var latch = new CountDownLatch(1);
        holdsNextRequest.set(latch);
        return latch::countDown;
    }

    /** Lets no reply through from now on. */
    public void holdReplies() {
        replies = new CountDownLatch(1);
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (var socket : sockets) {
            socket.close();
        }
        threads.shutdownNow();
    }

    private void accept() {
        try {
            while (true) {
                var client = server.accept();
                var upstream = new Socket(target.getHost(), target.getPort());
                sockets.add(client);
                sockets.add(upstream);
                pass(client, upstream, () -> Objects.requireNonNullElse(holdsNextRequest.getAndSet(null), NONE));
                pass(upstream, client, () -> replies);
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private void pass(Socket from, Socket to, Supplier<CountDownLatch> hold) throws IOException {
        to.setTcpNoDelay(true);
        var onTheWay = new LinkedBlockingQueue<Chunk>();
        threads.execute(() -> read(from, onTheWay));
        threads.execute(() -> write(onTheWay, to, hold));
    }

    private void read(Socket from, LinkedBlockingQueue<Chunk> onTheWay) {
        var buffer = new byte[65_536];
        var count = 0;
        while (count >= 0) {
            try {
                count = from.getInputStream().read(buffer);
            } catch (IOException e) {
                count = -1;
            }
            var bytes = Arrays.copyOf(buffer, Math.max(0, count));
            onTheWay.add(new Chunk(bytes, System.nanoTime() + oneWayNs));
        }
    }

    /** Ends the connection with an empty chunk. */
    private static void write(LinkedBlockingQueue<Chunk> onTheWay, Socket to, Supplier<CountDownLatch> hold) {
        try (to) {
            for (var chunk = onTheWay.take(); chunk.bytes.length > 0; chunk = onTheWay.take()) {
                TimeUnit.NANOSECONDS.sleep(chunk.arrivesNs - System.nanoTime());
                hold.get().await();
                to.getOutputStream().write(chunk.bytes);
            }
        } catch (IOException e) {
            // Closed by the other side.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
