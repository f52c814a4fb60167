package dev.llmemulator.standin;

import dev.llmemulator.standin.ClientError.Rejected;
import dev.llmemulator.standin.History.Position;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One channel: its history and its subscribers.
 *
 * <p>The channel's lock covers everything that has an order: a publication gets its offset and is queued for each
 * subscriber in one step, and a subscriber gets its reply and joins in one step. So pushes come in the order of the
 * history, and a subscriber misses nothing between the recovered publications and the first push, and gets nothing
 * twice. Sockets are written to without the lock.
 */
final class Channel {
    /** One reader of a channel. */
    interface Subscriber {
        /** Queues a message without writing it; never blocks and is called with the channel locked. */
        void offer(String message);

        /** Starts to write what is queued; called with no lock held. */
        void flush();
    }

    private final String name;
    private final ServerLimits limits;
    private final LongSupplier clockMs;
    private final History history;
    private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();
    private volatile long forgetAtMs;

    Channel(String name, ServerLimits limits, LongSupplier clockMs) {
        this.name = name;
        this.limits = limits;
        this.clockMs = clockMs;
        this.history = new History(limits);
    }

    Channel usedNow() {
        forgetAtMs = clockMs.getAsLong() + limits.historyMetaTtl().toMillis();
        return this;
    }

    /** Lets go of what is too old. Returns null when nobody subscribes and nobody has used the channel for too long. */
    synchronized @Nullable Channel swept() {
        expire();
        return subscribers.isEmpty() && clockMs.getAsLong() >= forgetAtMs ? null : this;
    }

    private void expire() {
        history.expire(clockMs.getAsLong());
    }

    /** Keeps the publications and pushes them, in as few frames as hold them; returns the position of the last one. */
    Position publish(List<ApiRequest> requests) {
        var position = Position.NONE;
        synchronized (this) {
            expire();
            for (var request : requests) {
                position = queue(request);
            }
        }
        subscribers.forEach(Subscriber::flush);
        return position;
    }

    private Position queue(ApiRequest request) {
        if (request.skipHistory()) {
            push(new History.Entry(request.data(), 0, ""));
            return Position.NONE;
        }
        if (!history.hasSeen(request.version(), request.versionEpoch())) {
            var entry = history.add(request.data(), request.version(), request.versionEpoch(), clockMs.getAsLong());
            // The first publication of a stream tells its epoch.
            push(
                    entry.offset() > 1
                            ? entry
                            : new History.Entry(entry.data(), 1, history.top().epoch()));
        }
        return history.top();
    }

    private void push(History.Entry entry) {
        if (!subscribers.isEmpty()) {
            var message = Json.write(Map.of("push", new Results.Push(name, entry)));
            subscribers.forEach(subscriber -> subscriber.offer(message));
        }
    }

    /**
     * Replies to a subscriber and takes it in, as one step.
     *
     * @param since the last position that the subscriber has seen; null if it wants nothing that it has missed
     */
    void subscribe(Subscriber subscriber, @Nullable Position since, Function<Results.Recovery, String> reply) {
        synchronized (this) {
            expire();
            subscriber.offer(reply.apply(recovery(since)));
            subscribers.add(subscriber);
        }
        subscriber.flush();
    }

    private Results.Recovery recovery(@Nullable Position since) {
        var top = history.top();
        if (since != null && history.isOfEpoch(since.epoch())) {
            var missed = history.read(since, limits.recoveryLimit(), false);
            if (history.reachesTop(since.offset(), missed)) {
                return new Results.Recovery(top.epoch(), missed, true, since.offset(), true);
            }
        }
        return new Results.Recovery(top.epoch(), List.of(), false, top.offset(), since != null);
    }

    void unsubscribe(Subscriber subscriber) {
        subscribers.remove(subscriber);
    }

    /** Some of the kept publications; see {@link History#read}. */
    synchronized Results.Page page(@Nullable Position since, int limit, boolean reverse) throws Rejected {
        expire();
        if (since != null && !history.isOfEpoch(since.epoch())) {
            throw new Rejected(ClientError.UNRECOVERABLE_POSITION);
        }
        var top = history.top();
        return new Results.Page(history.read(since, limit, reverse), top.epoch(), top.offset());
    }

    int subscribers() {
        return subscribers.size();
    }
}
