package dev.llmemulator.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.Javalin;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that do not read their replies, twice as many as the server has threads. */
@Timeout(30)
class ReplyWriterTest {
    private static final int THREADS = 8;

    /** More than the kernel keeps for a client that does not read. */
    private static final int LARGE = 16 * 1024 * 1024;

    private final List<Socket> clients = new ArrayList<>();
    private final Javalin server = Javalin.create(config -> {
                Connectors.configure(config, "127.0.0.1", 0, new QueuedThreadPool(THREADS, THREADS));
                config.jetty.modifyServer(each -> each.insertHandler(new ReplyWriter(Duration.ofSeconds(2))));
                config.routes.get("/large", ctx -> ctx.result(new byte[LARGE]));
                config.routes.get("/small", ctx -> ctx.result("small"));
            })
            .start();

    @AfterEach
    void stop() throws IOException {
        for (var client : clients) {
            client.close();
        }
        server.stop();
    }

    @Test
    void reply_notReadByMany_holdsUpNobodyAndIsCutAtItsLimit() throws Exception {
        for (var i = 0; i < 2 * THREADS; i++) {
            client("/large");
        }
        clients.forEach(ReplyWriterTest::awaitFirstByte);

        assertThat(all(client("/small"))).endsWith("small");

        // Each of them took a part, and would go on to wait. Whoever reads before the limit gets all.
        TimeUnit.SECONDS.sleep(4);
        for (var each : clients.subList(0, 2 * THREADS)) {
            assertThat(all(each)).hasSizeBetween(1, LARGE);
        }
    }

    @Test
    void reply_readAtOnce_isComplete() throws Exception {
        assertThat(all(client("/large"))).hasSizeGreaterThan(LARGE);
    }

    private Socket client(String path) throws IOException {
        var socket = new Socket();
        clients.add(socket);
        socket.setSoTimeout(10_000);
        socket.setReceiveBufferSize(path.equals("/large") && clients.size() > 1 ? 1024 : 65_536);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
        var request = "GET %s HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".formatted(path);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static void awaitFirstByte(Socket socket) {
        try {
            assertThat(socket.getInputStream().read()).isEqualTo('H');
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** All that comes, even if the connection is reset in the end. */
    private static String all(Socket socket) throws IOException {
        var text = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(text);
        } catch (SocketException e) {
            // Reset by the server.
        }
        return text.toString(StandardCharsets.ISO_8859_1);
    }
}
