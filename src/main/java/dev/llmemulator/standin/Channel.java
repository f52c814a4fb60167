package dev.llmemulator.standin;

import dev.llmemulator.standin.ClientError.Rejected;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
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
    /** One reader of a channel, as the channel sees it. */
    interface Subscriber {
        /** Queues a message without writing it; never blocks and is called with the channel locked. */
        void offer(String message);

        /** Starts to write what is queued; called with no lock held. */
        void flush();
    }

    private final String name;
    private final ServerLimits limits;
    private final History history;
    private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();
    private volatile long forgetAtMs;

    Channel(String name, ServerLimits limits) {
        this.name = name;
        this.limits = limits;
        this.history = new History(limits);
    }

    Channel usedAt(long nowMs) {
        forgetAtMs = nowMs + limits.historyMetaTtl().toMillis();
        return this;
    }

    /** Lets go of what is too old. Returns null when nobody subscribes and nobody has used the channel for too long. */
    synchronized @Nullable Channel swept(long nowMs) {
        history.expire(nowMs);
        return subscribers.isEmpty() && nowMs >= forgetAtMs ? null : this;
    }

    /**
     * Keeps the publications and pushes them to every subscriber, in as few frames as hold them.
     *
     * @return the position of the last one; the top if it was dropped because its version had been seen
     */
    Position publish(List<ApiRequest> requests, long nowMs) {
        var position = Position.NONE;
        synchronized (this) {
            history.expire(nowMs);
            for (var request : requests) {
                position = queue(request, nowMs);
            }
        }
        subscribers.forEach(Subscriber::flush);
        return position;
    }

    private Position queue(ApiRequest request, long nowMs) {
        if (request.skipHistory()) {
            push(new History.Entry(request.data(), 0, ""));
            return Position.NONE;
        }
        if (!history.hasSeen(request.version(), request.versionEpoch())) {
            var entry = history.add(request.data(), request.version(), request.versionEpoch(), nowMs);
            // The first publication of a stream tells its epoch.
            push(entry.offset() > 1 ? entry : new History.Entry(entry.data(), 1, history.top().epoch()));
        }
        return history.top();
    }

    private void push(History.Entry entry) {
        if (!subscribers.isEmpty()) {
            var message = Json.write(new Results.Message(new Results.Push(name, entry)));
            subscribers.forEach(subscriber -> subscriber.offer(message));
        }
    }

    /**
     * Replies to a subscriber and takes it in, as one step.
     *
     * @param since the last position that the subscriber has seen; null if it wants nothing that it has missed
     * @param reply writes the reply
     */
    void subscribe(
            Subscriber subscriber, @Nullable Position since, Function<Results.Recovery, String> reply, long nowMs) {
        synchronized (this) {
            history.expire(nowMs);
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
    synchronized Results.Page page(@Nullable Position since, int limit, boolean reverse, long nowMs) throws Rejected {
        history.expire(nowMs);
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
