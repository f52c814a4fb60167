package dev.llmemulator.stream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.llmemulator.centrifugo.ChannelFeed;
import dev.llmemulator.centrifugo.PublishState;
import dev.llmemulator.centrifugo.TokenPublisher;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A publisher worked by hand: a test decides when what is due goes out and is accepted. */
final class HandPublisher implements TokenPublisher {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final List<ChannelFeed> feeds = new ArrayList<>();
    final List<JsonNode> accepted = new ArrayList<>();
    final List<Long> versions = new ArrayList<>();
    Duration lag = Duration.ZERO;

    @Override
    public synchronized void add(ChannelFeed feed) {
        feeds.add(feed);
    }

    @Override
    public synchronized void recheck(ChannelFeed feed) {
        if (!feed.isWanted()) {
            feeds.remove(feed);
        }
    }

    @Override
    public PublishState state() {
        return new PublishState(lag, Duration.ZERO, accepted.size(), accepted.size());
    }

    @Override
    public void close() {}

    /** How many feeds it holds. */
    synchronized int size() {
        return feeds.size();
    }

    /** Sends and accepts one publication after the other, as long as there is one that is due by {@code nowNs}. */
    synchronized void acceptDue(long nowNs) {
        for (var feed : List.copyOf(feeds)) {
            while (feeds.contains(feed) && feed.dueNs() - nowNs <= 0) {
                if (!feed.isWanted() || !accept(feed, nowNs)) {
                    feeds.remove(feed);
                }
            }
        }
    }

    /** Sends and accepts the current publication of a feed as if it had gone out at {@code nowNs}; tells whether there is another. */
    boolean accept(ChannelFeed feed, long nowNs) {
        feed.begin();
        accepted.add(data(feed, nowNs));
        versions.add(feed.version());
        return feed.accepted();
    }

    static JsonNode data(ChannelFeed feed, long nowNs) {
        var text = new StringWriter();
        try (var json = new JsonFactory().createGenerator(text)) {
            feed.writeData(json, nowNs);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            return JSON.readTree(text.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
