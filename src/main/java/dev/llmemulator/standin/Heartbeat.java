package dev.llmemulator.standin;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;

/** The pings of one connection, and the watch over its pongs. */
final class Heartbeat {
    private static final String PING = "{}";

    private final Connection connection;
    private final ClientLimits limits;
    private final Alarm alarm;
    private boolean pongDue;

    Heartbeat(Connection connection, ClientLimits limits, ScheduledExecutorService timers) {
        this.connection = connection;
        this.limits = limits;
        this.alarm = new Alarm(timers);
    }

    /** Lets the first ping come at a random moment, so that clients which came together are not pinged together. */
    void start() {
        long halfNs = limits.pingInterval().toNanos() / 2;
        alarm.set(Duration.ofNanos(halfNs + ThreadLocalRandom.current().nextLong(halfNs)), this::ping);
    }

    void stop() {
        alarm.stop();
    }

    /** Takes a pong; false when nobody asked for it. */
    synchronized boolean pong() {
        boolean asked = pongDue;
        pongDue = false;
        return asked;
    }

    private void ping() {
        synchronized (this) {
            pongDue = true;
        }
        connection.send(PING);
        alarm.set(limits.pongTimeout(), this::checkPong);
    }

    private void checkPong() {
        boolean missing;
        synchronized (this) {
            missing = pongDue;
        }
        if (missing) {
            connection.close(CloseReason.NO_PONG);
        } else {
            alarm.set(limits.pingInterval().minus(limits.pongTimeout()), this::ping);
        }
    }
}
