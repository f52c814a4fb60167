package dev.llmemulator.stream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.llmemulator.centrifugo.EventVersions;
import dev.llmemulator.publication.WireFormat;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A carrier operated by hand: a test decides when events go out and are accepted. */
final class HandCarrier implements AnswerCarrier {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final WireFormat FORMAT = new WireFormat();

    private final List<AnswerFeed> feeds = new ArrayList<>();
    final List<JsonNode> accepted = new ArrayList<>();
    final List<Long> versions = new ArrayList<>();
    Duration lag = Duration.ZERO;

    @Override
    public synchronized void add(AnswerFeed feed) {
        feeds.add(feed);
    }

    @Override
    public synchronized void recheck(AnswerFeed feed) {
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

    synchronized AnswerFeed first() {
        return feeds.get(0);
    }

    synchronized int size() {
        return feeds.size();
    }

    /** Sends and accepts events one after the other, as long as one is due by {@code nowNs}. */
    synchronized void acceptDue(long nowNs) {
        for (var feed : List.copyOf(feeds)) {
            while (feeds.contains(feed) && feed.dueNs() - nowNs <= 0) {
                if (!feed.isWanted() || !accept(feed, nowNs)) {
                    feeds.remove(feed);
                }
            }
        }
    }

    /**
     * Sends and accepts a feed's current event as if it went out at {@code nowNs}. Returns whether there is another.
     */
    boolean accept(AnswerFeed feed, long nowNs) {
        feed.begin(1);
        accepted.add(data(feed, nowNs));
        versions.add(EventVersions.of(feed.event()));
        feed.returned(false, nowNs);
        return feed.accepted();
    }

    static JsonNode data(AnswerFeed feed, long nowNs) {
        var text = new StringWriter();
        try (var json = new JsonFactory().createGenerator(text)) {
            FORMAT.write(feed.event(), feed.event().epochMicros(nowNs), json);
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
