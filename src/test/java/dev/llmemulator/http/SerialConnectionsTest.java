package dev.llmemulator.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.EmbeddedStack;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Some clients send what is no HTTP, and others get every reply of their own meanwhile. Without {@link
 * SerialConnections}, this fails in about one run of three: then a bad request has cost another client its reply.
 */
@Timeout(120)
class SerialConnectionsTest {
    private static final int BAD_REQUESTS = 25_000;
    private static final int BAD_CLIENTS = 12;
    private static final int GOOD_CLIENTS = 4;
    private static final int REQUESTS_A_CONNECTION = 20;
    private static final List<String> BAD = List.of(
            "GET /x HTTP/1.1\r\nHost: a\r\nHo st\u0001: b\r\n\r\n",
            "POST /api/run HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n{}",
            "\u0000\u0001\u0002",
            "GET / HTTP/1.1\r\n\r\n",
            "POST /api/run HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
            "GET /health HTTP/1.1\r\nHost: a\r\n\r\nnonsense\r\n\r\n");

    @AutoClose
    private final EmbeddedStack stack = EmbeddedStack.start(Map.of());

    private final AtomicInteger left = new AtomicInteger(BAD_REQUESTS);
    private final AtomicBoolean over = new AtomicBoolean();
    private final Queue<String> lost = new ConcurrentLinkedQueue<>();

    @Test
    void goodRequests_besideBadOnes_getTheirOwnReplies() throws Exception {
        var threads = Executors.newCachedThreadPool();
        var bad = new ArrayList<Future<?>>();
        var good = new ArrayList<Future<?>>();
        for (var i = 0; i < GOOD_CLIENTS; i++) {
            var client = "client-" + i;
            good.add(threads.submit(() -> askUntilOver(client)));
        }
        for (var i = 0; i < BAD_CLIENTS; i++) {
            var random = new Random(i);
            bad.add(threads.submit(() -> sendBad(random)));
        }
        for (var each : bad) {
            each.get();
        }
        over.set(true);
        for (var each : good) {
            each.get();
        }
        threads.shutdown();
        assertThat(lost).isEmpty();
    }

    @SuppressWarnings("ThreadPriorityCheck") // A pause of any length finds less.
    private void sendBad(Random random) {
        while (left.getAndDecrement() > 0) {
            try (var socket = connect()) {
                var bytes = BAD.get(random.nextInt(BAD.size())).getBytes(StandardCharsets.ISO_8859_1);
                var cut = random.nextInt(3) == 0 ? random.nextInt(bytes.length) : bytes.length;
                socket.getOutputStream().write(bytes, 0, cut);
                Thread.yield();
                socket.getOutputStream().write(bytes, cut, bytes.length - cut);
                var ending = random.nextInt(3);
                if (ending == 0) {
                    // The connection is reset.
                    socket.setSoLinger(true, 0);
                } else {
                    if (ending == 1) {
                        socket.shutdownOutput();
                    }
                    socket.setSoTimeout(50);
                    socket.getInputStream().readAllBytes();
                }
            } catch (IOException e) {
                // The server has hung up first.
            }
        }
    }

    private void askUntilOver(String client) {
        for (var i = 0; !over.get(); i++) {
            try (var socket = connect()) {
                var replies =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
                for (var j = 0; j < REQUESTS_A_CONNECTION; j++) {
                    var id = client + '-' + i + '-' + j;
                    socket.getOutputStream()
                            .write("GET /health HTTP/1.1\r\nHost: a\r\nX-Request-Id: %s\r\n\r\n"
                                    .formatted(id)
                                    .getBytes(StandardCharsets.UTF_8));
                    requireOwn(id, replies);
                }
            } catch (IOException e) {
                lost.add(e.toString());
            }
        }
    }

    private void requireOwn(String id, BufferedReader replies) throws IOException {
        var head = new ArrayList<String>();
        String line;
        while ((line = replies.readLine()) != null && !line.isEmpty()) {
            head.add(line);
        }
        if (line == null || !head.get(0).equals("HTTP/1.1 200 OK") || !head.contains("X-Request-Id: " + id)) {
            throw new IOException("The reply to " + id + " is " + head);
        }
        var length = head.stream()
                .filter(field -> field.startsWith("Content-Length: "))
                .mapToInt(field -> Integer.parseInt(field.substring("Content-Length: ".length())))
                .findFirst()
                .orElseThrow();
        var body = new char[length];
        for (int read = 0, more; read < length; read += more) {
            more = replies.read(body, read, length - read);
            if (more < 0) {
                throw new IOException("The reply to " + id + " breaks off");
            }
        }
    }

    private Socket connect() throws IOException {
        var socket =
                new Socket(InetAddress.getLoopbackAddress(), stack.httpUrl().getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(30_000);
        return socket;
    }
}
