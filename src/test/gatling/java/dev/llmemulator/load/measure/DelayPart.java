package dev.llmemulator.load.measure;

/** The parts that the delay of a token has, in the order in which it meets them; together they are the whole. */
public enum DelayPart {
    /** Due by its schedule to sent, both by the emulator's clock. */
    PACER,
    /** Sent by the emulator to read from the reader's socket: publishing, broker, load balancer, network. */
    PUBLISH_AND_BROKER,
    /** Read from the socket to handled by its user: what the load test itself adds. */
    CLIENT
}
