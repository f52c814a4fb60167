package dev.llmemulator.pacing;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Told what becomes of one request of a sink. */
public interface BatchTrace {
    /** That of a request without one. */
    BatchTrace NONE = new BatchTrace() {};

    /** Gives the header fields by which the other side can continue the trace. */
    default void putHeaders(BiConsumer<String, String> headers) {}

    /** The other side has replied. */
    default void answered(@Nullable PublishException[] outcomes) {}

    /** The whole batch failed. */
    default void failed(Exception reason) {}
}
