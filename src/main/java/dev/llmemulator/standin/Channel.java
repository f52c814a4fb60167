package dev.llmemulator.standin;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One channel: its history and its subscribers.
 *
 * <p>Everything that has an order happens under the channel's lock: giving a publication its offset and queueing it for each
 * subscriber, and answering a subscription and joining the subscribers. So history order is push order, and nothing falls
 * between the recovered publications and the first push, or into both. Writing to sockets happens after the lock.
 */
final class Channel {
    private static final Subscriber[] NOBODY = {};

    private final HistoryLimits limits;
    private final String pushStart;
    private Subscriber[] subscribers = NOBODY;
    private @Nullable History history;
    private long forgetAtMs;
    private boolean retired;

    Channel(String name, HistoryLimits limits) {
        this.limits = limits;
        this.pushStart = "{\"push\":{\"channel\":" + Json.quote(name) + ",\"pub\":{\"data\":";
    }

    /**
     * Keeps the message and pushes it to every subscriber.
     *
     * @return its position, or the channel's top when it was dropped as seen before; null when the channel is retired and
     *     the caller has to take its successor
     */
    @Nullable
    Position publish(ApiCommand.Publish request, long nowMs) {
        return publish(List.of(request), nowMs);
    }

    /** As for one message, with all of them queued before any is written, so that they share frames. */
    @Nullable
    Position publish(List<ApiCommand.Publish> requests, long nowMs) {
        Subscriber[] readers;
        Position position = Position.NONE;
        synchronized (this) {
            if (retired) {
                return null;
            }
            readers = subscribers;
            for (ApiCommand.Publish request : requests) {
                position = queue(request, readers, nowMs);
            }
        }
        for (Subscriber reader : readers) {
            reader.flush();
        }
        return position;
    }

    private Position queue(ApiCommand.Publish request, Subscriber[] readers, long nowMs) {
        Publication publication;
        Position position;
        if (limits.kept() && !request.skipHistory()) {
            History stream = stream(nowMs);
            if (stream.hasSeen(request.version(), request.versionEpoch())) {
                return stream.top();
            }
            publication = stream.add(request.data(), request.version(), request.versionEpoch(), nowMs);
            position = stream.top();
        } else {
            publication = new Publication(request.data(), 0);
            position = Position.NONE;
        }
        push(publication, position, readers);
        return position;
    }

    /**
     * Answers a subscription and takes the subscriber in, as one step.
     *
     * @param replyStart the reply up to and with the opening brace of its result
     * @return false when the channel is retired and the caller has to take its successor
     */
    boolean subscribe(Subscriber subscriber, String replyStart, boolean recover, Position since, long nowMs) {
        synchronized (this) {
            if (retired) {
                return false;
            }
            String result = SubscribeResult.of(limits.kept() ? stream(nowMs) : null, recover, since, limits);
            subscriber.offer(replyStart + result + "}}");
            Subscriber[] more = new Subscriber[subscribers.length + 1];
            System.arraycopy(subscribers, 0, more, 0, subscribers.length);
            more[subscribers.length] = subscriber;
            subscribers = more;
        }
        subscriber.flush();
        return true;
    }

    synchronized void unsubscribe(Subscriber subscriber) {
        for (int i = 0; i < subscribers.length; i++) {
            if (subscribers[i] == subscriber) {
                Subscriber[] fewer = new Subscriber[subscribers.length - 1];
                System.arraycopy(subscribers, 0, fewer, 0, i);
                System.arraycopy(subscribers, i + 1, fewer, i, fewer.length - i);
                subscribers = fewer.length == 0 ? NOBODY : fewer;
                return;
            }
        }
    }

    /** Kept publications and the top, or null when the channel is retired. */
    synchronized @Nullable HistoryPage page(ApiCommand.History request, long nowMs) {
        if (retired) {
            return null;
        }
        History stream = stream(nowMs);
        Position since = request.since();
        boolean sameEpoch = since == null || stream.isOfEpoch(since.epoch());
        List<Publication> found =
                stream.read(since == null ? 0 : since.offset(), since != null, request.limit(), request.reverse());
        return new HistoryPage(found, stream.top(), sameEpoch);
    }

    /** Lets go of what has expired; true when nothing is left and the channel is retired for good. */
    synchronized boolean retire(long nowMs) {
        if (history != null) {
            history.expire(nowMs);
        }
        if (subscribers.length == 0 && nowMs >= forgetAtMs) {
            retired = true;
        }
        return retired;
    }

    synchronized int subscribers() {
        return subscribers.length;
    }

    private History stream(long nowMs) {
        forgetAtMs = nowMs + limits.metaTtl().toMillis();
        if (history == null) {
            history = new History(limits);
        }
        history.expire(nowMs);
        return history;
    }

    private void push(Publication publication, Position position, Subscriber[] readers) {
        if (readers.length == 0) {
            return;
        }
        String message = pushStart + publication.data() + pushEnd(publication.offset(), position);
        for (Subscriber reader : readers) {
            reader.offer(message);
        }
    }

    private static String pushEnd(long offset, Position position) {
        if (offset == 0) {
            return "}}}";
        }
        // The first publication of a stream tells its epoch.
        String epoch = offset == 1 ? ",\"epoch\":\"" + position.epoch() + "\"" : "";
        return ",\"offset\":" + offset + epoch + "}}}";
    }
}
