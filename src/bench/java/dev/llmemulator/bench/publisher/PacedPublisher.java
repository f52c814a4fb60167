package dev.llmemulator.bench.publisher;

import dev.llmemulator.bench.system.NativeCluster;
import dev.llmemulator.bench.system.Network;
import dev.llmemulator.bench.system.PostConnection;
import dev.llmemulator.load.measure.EpochClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Publishes to one channel, one publication at a time at a given distance, to the nodes in turn over kept connections.
 */
public final class PacedPublisher implements AutoCloseable {
    private static final int LIMIT_SECONDS = 30;

    private final Network network;
    private final EpochClock clock;
    private final BareAnswer answer;
    private final long distanceNs;
    private final List<PostConnection> connections;
    private final String apiKey;
    private CompletableFuture<Void> end = new CompletableFuture<>();
    private long startNs;
    private int published;

    public PacedPublisher(Network network, NativeCluster cluster, EpochClock clock, String channel, Duration distance) {
        this.network = network;
        this.clock = clock;
        this.answer = new BareAnswer(channel);
        this.apiKey = cluster.apiKey();
        this.distanceNs = distance.toNanos();
        this.connections = cluster.apis().stream()
                .map(node -> PostConnection.toApi(network, node, this::accepted, this::refused))
                .toList();
    }

    /** Publishes one answer of 100 tokens and its marker, and returns when the last was accepted. */
    public void publishAnswer() throws Exception {
        end = new CompletableFuture<>();
        startNs = System.nanoTime();
        published = 0;
        network.run(this::publish);
        end.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    private void publish() {
        var json = new StringBuilder();
        answer.appendNext(json, clock.nowUs());
        connections.get(published % connections.size()).post("/api/publish", apiKey, json);
    }

    private void accepted() {
        published++;
        if (answer.isAtEnd()) {
            end.complete(null);
        } else {
            network.after(startNs + published * distanceNs - System.nanoTime(), this::publish);
        }
    }

    private void refused(String reason) {
        end.completeExceptionally(new IllegalStateException(reason));
    }

    @Override
    public void close() {
        connections.forEach(connection -> connection.close().syncUninterruptibly());
    }
}
