package dev.llmemulator.standin;

import dev.llmemulator.standin.History.Position;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client's connection: its subscriptions, the messages on their way to it, its pings, and its end. */
final class Connection implements Channel.Subscriber {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    /** How long a client may take to answer the close frame before its connection is cut. */
    private static final Duration CLOSE_GRACE = Duration.ofSeconds(5);

    final String id = UUID.randomUUID().toString();
    /** Each channel with the end of its subscription. */
    private final Map<String, Alarm> subscriptions = new ConcurrentHashMap<>();

    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicBoolean pongDue = new AtomicBoolean();
    private final Transport transport;
    private final Channels channels;
    private final ServerLimits limits;
    private final Scheduler timers;
    private final Outbox outbox;
    private final Alarm heartbeat;
    /** The next deadline at which this connection ends: stale, expired, or cut after a close. */
    private final Alarm deadline;

    /** Starts the time within which the client has to send connect. */
    Connection(Transport transport, Channels channels, ServerLimits limits, Scheduler timers) {
        this.transport = transport;
        this.channels = channels;
        this.limits = limits;
        this.timers = timers;
        this.outbox = new Outbox(transport, limits.queueMaxBytes());
        this.heartbeat = new Alarm(timers);
        this.deadline = new Alarm(timers);
        deadline.set(limits.staleCloseDelay(), () -> close(CloseReason.STALE));
    }

    /** Lets the client in: pings begin, at a random moment so that clients that came together differ. */
    void connected(long expiresAt) {
        deadline.cancel();
        cutIfEnded();
        expireAt(expiresAt);
        var halfNs = limits.pingInterval().toNanos() / 2;
        heartbeat.set(Duration.ofNanos(halfNs + ThreadLocalRandom.current().nextLong(halfNs)), this::ping);
    }

    /**
     * Ends the connection some time after its JWT has expired, in seconds since the epoch, unless a newer one comes; 0
     * for never.
     */
    void expireAt(long expiresAt) {
        if (expiresAt > 0) {
            deadline.set(untilClosed(expiresAt), () -> close(CloseReason.EXPIRED));
            cutIfEnded();
        }
    }

    /** The same for the subscription to a channel, which the connection outlives. */
    void expireAt(String channel, long expiresAt) {
        var end = subscriptions.get(channel);
        if (end == null) {
            return;
        }
        if (expiresAt > 0) {
            end.set(untilClosed(expiresAt), () -> expire(channel, end));
        } else {
            end.cancel();
        }
    }

    private Duration untilClosed(long expiresAt) {
        return Duration.ofSeconds(expiresAt - System.currentTimeMillis() / 1000).plus(limits.expiredCloseDelay());
    }

    // The client may have unsubscribed in between, and subscribed again.
    private void expire(String channel, Alarm end) {
        if (subscriptions.remove(channel, end)) {
            channels.use(channel).unsubscribe(this);
            send(Json.subscriptionExpired(channel));
        }
    }

    private void ping() {
        pongDue.set(true);
        send("{}");
        heartbeat.set(limits.pongTimeout(), this::checkPong);
    }

    private void checkPong() {
        if (pongDue.get()) {
            close(CloseReason.NO_PONG);
        } else {
            heartbeat.set(limits.pingInterval().minus(limits.pongTimeout()), this::ping);
        }
    }

    boolean pong() {
        return pongDue.getAndSet(false);
    }

    void subscribe(String channel, @Nullable Position since, Function<Results.Recovery, String> reply) {
        subscriptions.put(channel, new Alarm(timers));
        channels.use(channel).subscribe(this, since, reply);
        if (ended.get()) {
            // The end came in between and may not have seen this subscription.
            unsubscribe(channel);
        }
    }

    void unsubscribe(String channel) {
        var end = subscriptions.remove(channel);
        if (end != null) {
            end.stop();
            channels.use(channel).unsubscribe(this);
        }
    }

    boolean isSubscribed(String channel) {
        return subscriptions.containsKey(channel);
    }

    void send(String message) {
        offer(message);
        flush();
    }

    @Override
    public void offer(String message) {
        outbox.offer(message);
    }

    @Override
    public void flush() {
        outbox.flush();
        if (outbox.overflowed()) {
            close(CloseReason.SLOW);
        }
    }

    /** Ends the connection and tells the client why, after everything that is still on its way to it. */
    void close(CloseReason reason) {
        if (end()) {
            LOG.debug("Closing connection. [client={}, code={}, reason={}]", id, reason.code, reason.text);
            closeSilently();
            outbox.close(reason);
        }
    }

    /** Cuts the connection some time later and sends nothing more; the end of a connect that was refused. */
    void closeSilently() {
        deadline.set(CLOSE_GRACE, transport::abort);
    }

    /** Cleans up once the wire is gone. */
    void closed() {
        end();
        deadline.stop();
        outbox.drop();
    }

    boolean hasEnded() {
        return ended.get();
    }

    /** Sets the deadline again that a concurrent end of the connection had set, and that has just been replaced. */
    private void cutIfEnded() {
        if (ended.get()) {
            closeSilently();
        }
    }

    private boolean end() {
        if (!ended.compareAndSet(false, true)) {
            return false;
        }
        heartbeat.stop();
        subscriptions.keySet().forEach(this::unsubscribe);
        return true;
    }
}
