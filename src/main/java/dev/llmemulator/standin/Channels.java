package dev.llmemulator.standin;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** All channels, made on first use and forgotten when nobody subscribes and nothing is kept any more. */
final class Channels {
    /** The only namespace there is. */
    static final String NAMESPACE_PREFIX = "session:";

    private final Map<String, Channel> byName = new ConcurrentHashMap<>();
    private final HistoryLimits limits;
    private final LongSupplier clockMs;

    Channels(HistoryLimits limits, LongSupplier clockMs) {
        this.limits = limits;
        this.clockMs = clockMs;
    }

    Position publish(ApiCommand.Publish request) throws Rejected {
        if (request.channel().isEmpty()) {
            throw new Rejected(ClientError.BAD_REQUEST);
        }
        requireKnown(request.channel());
        if (request.data().isEmpty()) {
            throw new Rejected(ClientError.BAD_REQUEST);
        }
        if (!isInNamespace(request.channel())) {
            return Position.NONE;
        }
        long nowMs = clockMs.getAsLong();
        return onLive(request.channel(), channel -> channel.publish(request, nowMs));
    }

    /** Publishes messages on a channel of the namespace, in as few frames as hold them. */
    void publish(String name, List<String> messages) {
        List<ApiCommand.Publish> requests = messages.stream()
                .map(message -> new ApiCommand.Publish(name, message, false, 0, ""))
                .toList();
        long nowMs = clockMs.getAsLong();
        onLive(name, channel -> channel.publish(requests, nowMs));
    }

    void subscribe(String name, Subscriber subscriber, String replyStart, boolean recover, Position since) {
        long nowMs = clockMs.getAsLong();
        onLive(name, channel -> channel.subscribe(subscriber, replyStart, recover, since, nowMs) ? channel : null);
    }

    void unsubscribe(String name, Subscriber subscriber) {
        Channel channel = byName.get(name);
        if (channel != null) {
            channel.unsubscribe(subscriber);
        }
    }

    HistoryPage history(ApiCommand.History request) throws Rejected {
        if (request.channel().isEmpty()) {
            throw new Rejected(ClientError.BAD_REQUEST);
        }
        requireKnown(request.channel());
        if (!limits.kept() || !isInNamespace(request.channel())) {
            throw new Rejected(ClientError.NOT_AVAILABLE);
        }
        Position since = request.since();
        if (request.reverse() && since != null && since.offset() == 0) {
            throw new Rejected(ClientError.INTERNAL);
        }
        long nowMs = clockMs.getAsLong();
        HistoryPage page = onLive(request.channel(), channel -> channel.page(request, nowMs));
        if (!page.sameEpoch()) {
            throw new Rejected(ClientError.UNRECOVERABLE_POSITION);
        }
        return page;
    }

    static boolean isInNamespace(String channel) {
        return channel.startsWith(NAMESPACE_PREFIX);
    }

    /** Refuses a channel of another namespace. Names without any are known, but nobody may subscribe and nothing is kept. */
    static void requireKnown(String channel) throws Rejected {
        if (!isInNamespace(channel) && channel.indexOf(':') >= 0) {
            throw new Rejected(ClientError.UNKNOWN_CHANNEL);
        }
    }

    /** Drops expired history and unused channels; called about once a second. */
    void sweep() {
        long nowMs = clockMs.getAsLong();
        byName.forEach((name, channel) -> {
            if (channel.retire(nowMs)) {
                byName.remove(name, channel);
            }
        });
    }

    /** How many connections are subscribed to a channel. */
    int subscribers(String name) {
        Channel channel = byName.get(name);
        return channel == null ? 0 : channel.subscribers();
    }

    /** How many channels somebody subscribes to. */
    int subscribed() {
        return (int) byName.values().stream()
                .filter(channel -> channel.subscribers() > 0)
                .count();
    }

    /** How many channels there are in memory. */
    int size() {
        return byName.size();
    }

    /** Runs the action on the named channel, again on a new one if the sweep retired it in between. */
    private <T> T onLive(String name, Function<Channel, @Nullable T> action) {
        while (true) {
            Channel channel = byName.get(name);
            if (channel == null) {
                channel = byName.computeIfAbsent(name, absent -> new Channel(absent, limits));
            }
            T result = action.apply(channel);
            if (result != null) {
                return result;
            }
            byName.remove(name, channel);
        }
    }
}
