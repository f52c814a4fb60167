package dev.llmemulator.standin;

import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client's connection: its subscriptions, the messages on their way to it, and its end. */
final class Connection implements Subscriber {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    /** How long a client may take to answer the close frame before its connection is cut. */
    private static final Duration CLOSE_GRACE = Duration.ofSeconds(5);

    private final String id = UUID.randomUUID().toString();
    private final Set<String> subscriptions = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final Transport transport;
    private final Channels channels;
    private final ServerLimits limits;
    private final Outbox outbox;
    private final Heartbeat heartbeat;
    /** The next deadline at which this connection ends: stale, expired, or cut after a close. */
    private final Alarm deadline;

    Connection(Transport transport, Channels channels, ServerLimits limits, ScheduledExecutorService timers) {
        this.transport = transport;
        this.channels = channels;
        this.limits = limits;
        this.outbox = new Outbox(transport, limits.queueMaxBytes());
        this.heartbeat = new Heartbeat(this, limits, timers);
        this.deadline = new Alarm(timers);
    }

    String id() {
        return id;
    }

    /** Starts the time within which the client has to send connect. */
    void opened() {
        endAfter(limits.staleCloseDelay(), CloseReason.STALE);
    }

    /** Lets the client in: pings begin. */
    void connected(long expiresAt) {
        deadline.cancel();
        cutIfEnded();
        expireAt(expiresAt);
        heartbeat.start();
    }

    /**
     * Ends the connection some time after its JWT has expired, unless the client comes with a newer one before.
     *
     * @param expiresAt in seconds since the Unix epoch; 0 for never
     */
    void expireAt(long expiresAt) {
        if (expiresAt > 0) {
            var left = Duration.ofSeconds(expiresAt - System.currentTimeMillis() / 1000);
            endAfter(left.plus(limits.expiredCloseDelay()), CloseReason.EXPIRED);
        }
    }

    /** Takes a pong; false when there was no ping to answer. */
    boolean pong() {
        return heartbeat.pong();
    }

    /** Subscribes to a channel and replies to the client; see {@link Channel#subscribe}. */
    void subscribe(String channel, @Nullable Position since, Function<Results.Recovery, String> reply) {
        subscriptions.add(channel);
        channels.subscribe(channel, this, since, reply);
        if (ended.get()) {
            // The end came in between and may not have seen this subscription.
            unsubscribe(channel);
        }
    }

    void unsubscribe(String channel) {
        if (subscriptions.remove(channel)) {
            channels.unsubscribe(channel, this);
        }
    }

    boolean isSubscribed(String channel) {
        return subscriptions.contains(channel);
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
            LOG.debug("Closing connection. [client={}, code={}, reason={}]", id, reason.code(), reason.text());
            deadline.set(CLOSE_GRACE, transport::abort);
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

    private void endAfter(Duration delay, CloseReason reason) {
        deadline.set(delay, () -> close(reason));
        cutIfEnded();
    }

    /** Sets the deadline again that a concurrent end of the connection had set, and that has just been replaced. */
    private void cutIfEnded() {
        if (ended.get()) {
            deadline.set(CLOSE_GRACE, transport::abort);
        }
    }

    private boolean end() {
        if (!ended.compareAndSet(false, true)) {
            return false;
        }
        heartbeat.stop();
        subscriptions.forEach(this::unsubscribe);
        return true;
    }
}
