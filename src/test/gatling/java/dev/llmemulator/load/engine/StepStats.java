package dev.llmemulator.load.engine;

import io.gatling.commons.stats.Status;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.collection.immutable.List;

/**
 * The statistics of one user's steps on one connection, told to a listener and not to the report.
 *
 * <p>Gatling tells the outcome of a step to nobody but its statistics, and words it by the names of its own exceptions.
 * Whoever sees the real cause gives it by {@link #because}.
 */
final class StepStats extends SilentStatsEngine {
    private static final String CLOSE_TIMEOUT = "WebSocket timed out while waiting for close ack";

    private final StepListener listener;
    private @Nullable String cause;

    StepStats(StepListener listener) {
        this.listener = listener;
    }

    /** Hands an event to Gatling; the steps that fail by it get this reason. */
    void because(String reason, Runnable event) {
        cause = reason;
        event.run();
        cause = null;
    }

    @Override
    public void logResponse(
            String scenario,
            List<String> groups,
            String requestName,
            long startTimestamp,
            long endTimestamp,
            Status status,
            Option<String> responseCode,
            Option<String> message) {
        // A negative end marks a frame that no check was waiting for: it is no step.
        if (endTimestamp < 0) {
            return;
        }
        if (!"OK".equals(status.name())) {
            listener.stepFailed(
                    requestName, startTimestamp, endTimestamp, reason(message.isDefined() ? message.get() : ""));
        } else {
            listener.stepPassed(requestName, startTimestamp, endTimestamp);
        }
    }

    @Override
    public void logRequestCrash(String scenario, List<String> groups, String requestName, String error) {
        var nowMs = System.currentTimeMillis();
        listener.stepFailed(requestName, nowMs, nowMs, reason(error));
    }

    private String reason(String message) {
        if (cause != null) {
            return cause;
        }
        return message.equals(CLOSE_TIMEOUT) ? Trouble.NO_REPLY : Trouble.withoutClassNames(message);
    }
}
