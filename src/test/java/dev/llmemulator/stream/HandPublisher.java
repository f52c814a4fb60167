package dev.llmemulator.stream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.llmemulator.centrifugo.Publication;
import dev.llmemulator.centrifugo.TokenPublisher;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A publisher worked by hand: a test decides when a publication is accepted. */
final class HandPublisher implements TokenPublisher {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Deque<Publication> offered = new ArrayDeque<>();
    final List<JsonNode> accepted = new ArrayList<>();
    final List<Long> versions = new ArrayList<>();
    Duration lag = Duration.ZERO;

    @Override
    public synchronized void publish(Publication publication, Duration patience) {
        offered.add(publication);
    }

    @Override
    public Duration lag() {
        return lag;
    }

    @Override
    public void close() {}

    synchronized int offered() {
        return offered.size();
    }

    synchronized Publication takeOffer() {
        return offered.remove();
    }

    /** Accepts the oldest offer as if it had gone out at `nowNs`. */
    void acceptNext(long nowNs) {
        var publication = takeOffer();
        accepted.add(data(publication, nowNs));
        versions.add(publication.version());
        publication.accepted();
    }

    void acceptAll(long nowNs) {
        while (offered() > 0) {
            acceptNext(nowNs);
        }
    }

    static JsonNode data(Publication publication, long nowNs) {
        var text = new StringWriter();
        try (var json = new JsonFactory().createGenerator(text)) {
            publication.writeData(json, nowNs);
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
