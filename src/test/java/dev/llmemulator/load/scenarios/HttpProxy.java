package dev.llmemulator.load.scenarios;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP proxy on loopback, to which the only host of the world is one that is on loopback, too. */
final class HttpProxy implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<String> requests = new ConcurrentLinkedQueue<>();
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final URI plain;
    private final URI tunnelled;

    /**
     * Starts to listen.
     *
     * @param plain where requests of HTTP go
     * @param tunnelled where tunnels go
     */
    HttpProxy(URI plain, URI tunnelled) throws IOException {
        this.plain = plain;
        this.tunnelled = tunnelled;
        threads.execute(this::accept);
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    /** The first line of each connection. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    private void accept() {
        try {
            while (true) {
                var client = server.accept();
                sockets.add(client);
                threads.execute(() -> pass(client));
            }
        } catch (IOException e) {
            // It was closed.
            return;
        }
    }

    private void pass(Socket client) {
        try (client) {
            var line = line(client.getInputStream());
            requests.add(line);
            var tunnels = line.startsWith("CONNECT ");
            var to = tunnels ? tunnelled : plain;
            try (var target = new Socket(to.getHost(), to.getPort())) {
                sockets.add(target);
                if (tunnels) {
                    while (!line(client.getInputStream()).isEmpty()) {
                        // The rest of the head is for the proxy.
                    }
                    client.getOutputStream()
                            .write("HTTP/1.1 200 Connected\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                } else {
                    var path = line.replaceFirst(" http://[^/ ]+", " ");
                    target.getOutputStream().write((path + "\r\n").getBytes(StandardCharsets.US_ASCII));
                }
                threads.execute(() -> copy(target, client));
                copy(client, target);
            }
        } catch (IOException e) {
            // One end is gone, and so the other one.
            return;
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            // One end is gone.
            return;
        }
    }

    private static String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (var next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            if (next != '\r') {
                line.write(next);
            }
        }
        return line.toString(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (var each : sockets) {
            each.close();
        }
        threads.shutdownNow();
    }
}
