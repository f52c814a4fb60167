package dev.llmemulator.pacing;

import java.util.List;

/** Makes a trace of each request of a sink that is to have one. Several threads call it. */
public interface BatchTracer {
    /** Traces none. */
    BatchTracer NONE = (batch, host, port) -> BatchTrace.NONE;

    /** A batch is about to be sent to a node. */
    BatchTrace begins(List<? extends Outgoing<?>> batch, String host, int port);
}
