package dev.llmemulator.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections that are open and of no use. */
@Timeout(60)
class GuardedConnectorTest {
    private static final int MOST = 100;
    private static final long IDLE_MS = 2_000;
    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private final Server server = new Server();
    private final GuardedConnector connector = new GuardedConnector(server, new HttpConfiguration(), MOST);
    private final List<Socket> clients = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        connector.setHost("127.0.0.1");
        connector.setIdleTimeout(IDLE_MS);
        server.addConnector(connector);
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                if (request.getHttpURI().getPath().equals("/answer")) {
                    // As HangUpWatch does while an answer is under way.
                    request.getConnectionMetaData()
                            .getConnection()
                            .getEndPoint()
                            .setIdleTimeout(0);
                } else {
                    Content.Sink.write(response, true, "served", callback);
                }
                return true;
            }
        });
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        for (var client : clients) {
            client.close();
        }
        server.stop();
    }

    @Test
    void head_sentByteByByte_endsWithTheIdleTime() throws Exception {
        var drips = new ArrayList<Socket>();
        for (var i = 0; i < 20; i++) {
            drips.add(client("GET / HTTP/1.1\r\nX: "));
        }

        // Four times the idle time, and never as long as it without a byte.
        for (var i = 0; i < 80 && !drips.isEmpty(); i++) {
            TimeUnit.MILLISECONDS.sleep(IDLE_MS / 20);
            drips.removeIf(each -> !isOpenAfter(each, "y"));
        }

        assertThat(drips).isEmpty();
    }

    @Test
    void request_onAConnectionThatIsKept_hasTheIdleTimeAnew() throws Exception {
        var kept = client(REQUEST);
        for (var i = 0; i < 6; i++) {
            TimeUnit.MILLISECONDS.sleep(IDLE_MS / 4);
            kept.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
        }

        assertThat(served(kept, 7)).isTrue();
    }

    @Test
    void idleConnections_moreThanThereMayBe_makeRoom() throws Exception {
        connector.setIdleTimeout(60_000);
        var answer = client("GET /answer HTTP/1.1\r\nHost: a\r\n\r\n");
        for (var i = 0; i < 2 * MOST; i++) {
            client(i % 2 == 0 ? "" : "GET / HTTP/1.1\r\nX: ");
        }
        TimeUnit.MILLISECONDS.sleep(1_200);

        Waiting.until("idle connections to go when another comes", this::anotherMakesRoom);
        assertThat(isOpenAfter(answer, "z")).isTrue();
    }

    private boolean anotherMakesRoom() {
        try (var another = client(REQUEST)) {
            return served(another, 1) && connector.getConnectedEndPoints().size() < MOST;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Socket client(String text) throws IOException {
        var client = new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort());
        clients.add(client);
        client.setSoTimeout(10_000);
        client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        return client;
    }

    private static boolean served(Socket client, int times) throws IOException {
        var text = new StringBuilder();
        while (text.toString().split("served", -1).length <= times) {
            text.append((char) client.getInputStream().read());
        }
        return true;
    }

    /** Sends something more; false if the server has closed the connection. */
    private static boolean isOpenAfter(Socket client, String more) {
        try {
            client.getOutputStream().write(more.getBytes(StandardCharsets.US_ASCII));
            client.setSoTimeout(1);
            return client.getInputStream().read() >= 0;
        } catch (SocketTimeoutException e) {
            return true;
        } catch (SocketException e) {
            return false;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
