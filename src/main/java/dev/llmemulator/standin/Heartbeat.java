package dev.llmemulator.standin;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;

/** The pings of one connection, and the check that each is answered in time. */
final class Heartbeat {
    private static final String PING = "{}";

    private final Connection connection;
    private final ServerLimits limits;
    private final Alarm alarm;
    private final AtomicBoolean pongDue = new AtomicBoolean();

    Heartbeat(Connection connection, ServerLimits limits, ScheduledExecutorService timers) {
        this.connection = connection;
        this.limits = limits;
        this.alarm = new Alarm(timers);
    }

    /** Schedules the first ping at a random moment, so that clients that came together are not pinged together. */
    void start() {
        var halfNs = limits.pingInterval().toNanos() / 2;
        alarm.set(Duration.ofNanos(halfNs + ThreadLocalRandom.current().nextLong(halfNs)), this::ping);
    }

    void stop() {
        alarm.stop();
    }

    /** Takes a pong; false when there was no ping to answer. */
    boolean pong() {
        return pongDue.getAndSet(false);
    }

    private void ping() {
        pongDue.set(true);
        connection.send(PING);
        alarm.set(limits.pongTimeout(), this::checkPong);
    }

    private void checkPong() {
        if (pongDue.get()) {
            connection.close(CloseReason.NO_PONG);
        } else {
            alarm.set(limits.pingInterval().minus(limits.pongTimeout()), this::ping);
        }
    }
}
