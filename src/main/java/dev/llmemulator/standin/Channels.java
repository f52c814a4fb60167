package dev.llmemulator.standin;

import dev.llmemulator.standin.ClientError.Rejected;
import dev.llmemulator.standin.History.Position;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** All channels, made on first use and forgotten when nobody subscribes and nothing is kept any more. */
final class Channels {
    private static final String NAMESPACE_PREFIX = "session:";

    private final Map<String, Channel> byName = new ConcurrentHashMap<>();
    private final ServerLimits limits;
    private final LongSupplier clockMs;

    Channels(ServerLimits limits, LongSupplier clockMs) {
        this.limits = limits;
        this.clockMs = clockMs;
    }

    /** The channel, which no sweep will drop before its time, because both happen under the map's lock. */
    Channel use(String name) {
        return byName.compute(
                name, (key, channel) -> (channel == null ? new Channel(key, limits, clockMs) : channel).usedNow());
    }

    /** Publishes on the request's channel. Outside the namespace it succeeds and does nothing. */
    Position publish(ApiRequest request) throws Rejected {
        requireKnown(request.channel());
        if (request.data().isEmpty()) {
            throw new Rejected(ClientError.BAD_REQUEST);
        }
        return isInNamespace(request.channel()) ? use(request.channel()).publish(List.of(request)) : Position.NONE;
    }

    Results.Page history(String name, @Nullable Position since, int limit, boolean reverse) throws Rejected {
        requireKnown(name);
        if (!isInNamespace(name)) {
            throw new Rejected(ClientError.NOT_AVAILABLE);
        }
        if (reverse && since != null && since.offset() == 0) {
            throw new Rejected(ClientError.BAD_REQUEST);
        }
        return use(name).page(since, limit, reverse);
    }

    /** Refuses a missing name and another namespace. Nobody may subscribe to a name without a namespace. */
    static void requireKnown(String channel) throws Rejected {
        if (channel.isEmpty()) {
            throw new Rejected(ClientError.BAD_REQUEST);
        }
        if (!isInNamespace(channel) && channel.indexOf(':') >= 0) {
            throw new Rejected(ClientError.UNKNOWN_CHANNEL);
        }
    }

    static boolean isInNamespace(String channel) {
        return channel.startsWith(NAMESPACE_PREFIX);
    }

    /** Drops expired history and forgotten channels. */
    void sweep() {
        byName.keySet().forEach(name -> byName.computeIfPresent(name, (key, channel) -> channel.swept()));
    }

    int subscribers(String name) {
        var channel = byName.get(name);
        return channel == null ? 0 : channel.subscribers();
    }

    int size() {
        return byName.size();
    }
}
