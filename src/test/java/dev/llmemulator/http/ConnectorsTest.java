package dev.llmemulator.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.llmemulator.EmbeddedStack;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Map;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.Test;

class ConnectorsTest {
    private static final int USERS = 100;

    @Test
    void http_manyConnectBeforeOneIsAccepted_allAreConnected() throws Exception {
        var users = new ArrayList<Socket>();
        try (var connector = Connectors.http(new Server(), new HttpConfiguration(), "127.0.0.1", 0)) {
            // Listens, but is not started: nobody accepts.
            connector.open();
            var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), connector.getLocalPort());
            assertThatCode(() -> {
                        for (var user = 0; user < USERS; user++) {
                            var socket = new Socket();
                            users.add(socket);
                            socket.connect(address, 900);
                        }
                    })
                    .doesNotThrowAnyException();
        } finally {
            for (var socket : users) {
                socket.close();
            }
        }
    }

    /** The emulator grants none, the stand-in each. */
    @Test
    void webSocket_askedForByMany_leavesNoSessionBehind() throws Exception {
        try (var stack = EmbeddedStack.start(Map.of())) {
            var before = sessions();
            for (var i = 0; i < USERS; i++) {
                assertThat(statusOfUpgrade(stack.httpUrl().getPort(), "/api/run"))
                        .startsWith("HTTP/1.1 404");
                assertThat(statusOfUpgrade(stack.webSocketUrl().getPort(), "/connection/websocket"))
                        .startsWith("HTTP/1.1 101");
            }
            assertThat(sessions()).isLessThan(before + USERS / 2);
        }
    }

    private static String statusOfUpgrade(int port, String path) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                                    + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
        }
    }

    /** How many HTTP sessions this process keeps. */
    private static long sessions() throws JMException {
        var histogram = (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
        var row = Pattern.compile("(\\d+) +\\d+ +org\\.eclipse\\.jetty\\.session\\.ManagedSession\\s")
                .matcher(histogram);
        assertThat(histogram).contains("java.lang.String");
        return row.find() ? Long.parseLong(row.group(1)) : 0;
    }
}
