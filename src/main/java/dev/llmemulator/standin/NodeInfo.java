package dev.llmemulator.standin;

import java.util.UUID;
import java.util.function.IntSupplier;

/** What the server says of itself: its counts and how long it has been up. */
final class NodeInfo {
    private final String uid = UUID.randomUUID().toString();
    private final long startNs = System.nanoTime();
    private final IntSupplier clients;
    private final IntSupplier channels;

    /**
     * @param clients how many are connected
     * @param channels how many are subscribed to
     */
    NodeInfo(IntSupplier clients, IntSupplier channels) {
        this.clients = clients;
        this.channels = channels;
    }

    String toJson() {
        long uptimeSeconds = (System.nanoTime() - startNs) / 1_000_000_000L;
        return "{\"nodes\":[{\"uid\":\"" + uid + "\",\"name\":\"standin\",\"version\":\"" + ClientProtocol.VERSION
                + "\",\"num_clients\":" + clients.getAsInt() + ",\"num_channels\":" + channels.getAsInt()
                + ",\"uptime\":" + uptimeSeconds + "}]}";
    }
}
