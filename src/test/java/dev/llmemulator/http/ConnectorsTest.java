package dev.llmemulator.http;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
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
}
