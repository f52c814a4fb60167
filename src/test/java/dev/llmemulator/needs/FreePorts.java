package dev.llmemulator.needs;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Ports of this machine that nobody has, for programs that are started by a test. */
public final class FreePorts {
    private FreePorts() {}

    /** A free port for each of these names, as settings. */
    public static Map<String, String> of(List<String> names) throws IOException {
        var sockets = new HashMap<String, ServerSocket>();
        var ports = new HashMap<String, String>();
        try {
            // All at once, so that each is another.
            for (var name : names) {
                sockets.put(name, new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            sockets.forEach((name, socket) -> ports.put(name, String.valueOf(socket.getLocalPort())));
        } finally {
            for (var socket : sockets.values()) {
                socket.close();
            }
        }
        return ports;
    }
}
