package dev.llmemulator.load.measure;

/** The parts that the delay of a token has, in the order in which it meets them; together they are the whole. */
public enum DelayPart {
    /** Due by its schedule to sent, both by the emulator's clock. */
    PACER("pacer (due to sent)"),
    /** Sent by the emulator to read from the reader's socket: publishing, broker, load balancer, network. */
    PUBLISH_AND_BROKER("publish and broker (sent to received)"),
    /** Read from the socket to handled by its user: what the load test itself adds. */
    CLIENT("client (received to handled)");

    private final String label;

    DelayPart(String label) {
        this.label = label;
    }

    /** A fixed phrase. */
    String label() {
        return label;
    }
}
