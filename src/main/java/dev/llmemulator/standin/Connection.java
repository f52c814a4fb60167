package dev.llmemulator.standin;

import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client's connection: what it is subscribed to, what is due to it, and its end. */
final class Connection implements Subscriber {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    /** How long a client may take to answer the close frame before its connection is cut. */
    private static final Duration CLOSE_GRACE = Duration.ofSeconds(5);

    private final String id = UUID.randomUUID().toString();
    private final Set<String> subscriptions = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final Transport transport;
    private final Channels channels;
    private final ClientLimits limits;
    private final Outbox outbox;
    private final Heartbeat heartbeat;
    /** The next way in which this connection may come to its end: stale, expired, or cut after a close. */
    private final Alarm deadline;

    Connection(Transport transport, Channels channels, ClientLimits limits, ScheduledExecutorService timers) {
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

    /** Starts the time in which the client has to send connect. */
    void opened() {
        endAfter(limits.staleCloseDelay(), CloseReason.STALE);
    }

    /** The client is let in: pings begin. */
    void connected(ConnectionToken token, long nowSeconds) {
        deadline.cancel();
        cutIfEnded();
        expireWith(token, nowSeconds);
        heartbeat.start();
    }

    /** The connection ends some time after the token has expired, unless it comes with a newer one before. */
    void expireWith(ConnectionToken token, long nowSeconds) {
        if (token.expires()) {
            Duration left = Duration.ofSeconds(token.expiresAt() - nowSeconds);
            endAfter(left.plus(limits.expiredCloseDelay()), CloseReason.EXPIRED);
        }
    }

    /** Takes a pong; false when nobody asked for it. */
    boolean pong() {
        return heartbeat.pong();
    }

    void unsubscribe(String channel) {
        if (subscriptions.remove(channel)) {
            channels.unsubscribe(channel, this);
        }
    }

    /** Joins a channel and answers the client. */
    void subscribe(String channel, String replyStart, boolean recover, Position since) {
        subscriptions.add(channel);
        channels.subscribe(channel, this, replyStart, recover, since);
        if (ended.get()) {
            // The end came in between and may not have seen this subscription.
            unsubscribe(channel);
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

    /** Cuts the connection when its client has not taken anything for too long. */
    void cutIfStuck() {
        if (outbox.stuckFor(limits.writeTimeout().toNanos())) {
            LOG.info("Client does not read. [client={}]", id);
            transport.abort();
        }
    }

    /** Tells the client why, after everything that it is still owed, and ends the connection. */
    void close(CloseReason reason) {
        if (end()) {
            LOG.debug("Closing connection. [client={}, code={}, reason={}]", id, reason.code(), reason.text());
            deadline.set(CLOSE_GRACE, transport::abort);
            outbox.close(reason);
        }
    }

    /** Goes on reading nothing and cuts the connection some time later; the end of a connect that was refused. */
    void closeSilently() {
        deadline.set(CLOSE_GRACE, transport::abort);
    }

    /** The wire is gone. */
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

    /** Makes up for a deadline that was set or cancelled while the connection came to its end by another way. */
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
        for (String channel : subscriptions) {
            unsubscribe(channel);
        }
        return true;
    }
}
