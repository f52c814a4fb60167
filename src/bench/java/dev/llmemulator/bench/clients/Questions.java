package dev.llmemulator.bench.clients;

import dev.llmemulator.bench.system.Network;
import dev.llmemulator.bench.system.PostConnection;
import dev.llmemulator.bench.system.PostConnection.Ending;
import java.net.InetSocketAddress;

/** Asks {@code POST /api/run}, each time over a connection of its own. */
public final class Questions {
    private final Network network;
    private final InetSocketAddress address;

    public Questions(Network network, InetSocketAddress address) {
        this.network = network;
        this.address = address;
    }

    /** Asks a question. To close the connection cancels the answer. */
    public PostConnection ask(Question question, Ending ending) {
        var connection = new PostConnection(network, address, true, ending);
        connection.connected().addListener(connected -> {
            if (connected.isSuccess()) {
                connection.post("/api/run", "", question.json());
            } else {
                ending.ended(0, "");
            }
        });
        return connection;
    }
}
