package dev.llmemulator.centrifugo;

import dev.llmemulator.settings.PublishSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP APIs of all nodes: sends one batch to the node whose turn it is, passing over nodes that failed lately. */
final class CentrifugoApi implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CentrifugoApi.class);

    /** Below the 30 s or so after which the server closes an idle connection, so that none is used while it dies. */
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(20);

    private final List<ApiNode> nodes;
    private final AtomicInteger turn = new AtomicInteger();
    private final OkHttpClient client;
    private final String apiKey;

    CentrifugoApi(PublishSettings settings) {
        this.nodes = settings.apiUrls().stream().map(ApiNode::new).toList();
        this.apiKey = settings.apiKey();
        var idleConnections = settings.lanes() * nodes.size();
        this.client = new OkHttpClient.Builder()
                .connectionPool(new ConnectionPool(idleConnections, KEEP_ALIVE.toSeconds(), TimeUnit.SECONDS))
                .callTimeout(settings.requestTimeout())
                // Left alone, each of these would end a request after 10 s, whatever the limit of the whole.
                .connectTimeout(settings.requestTimeout())
                .readTimeout(settings.requestTimeout())
                .writeTimeout(settings.requestTimeout())
                .socketFactory(new NoDelaySockets())
                .followRedirects(false)
                .build();
    }

    int nodeCount() {
        return nodes.size();
    }

    /**
     * Sends one batch and waits for its reply.
     *
     * @return one entry for each publication: null where it was taken, else why it was not
     * @throws PublishException when the batch failed as a whole
     */
    @Nullable
    PublishException[] publish(List<Offer> batch) throws PublishException {
        var node = nodeInTurn();
        try {
            var body = new BatchBody(batch, System.nanoTime());
            var request = new Request.Builder()
                    .url(node.batchUrl())
                    .header("X-API-Key", apiKey)
                    .post(body)
                    .build();
            try (var response = client.newCall(request).execute()) {
                if (response.code() != 200) {
                    throw refused(node, response.code());
                }
                var outcomes = BatchReply.read(response.body().byteStream(), batch.size());
                if (node.succeeded()) {
                    LOG.info("Centrifugo node works again. [node={}]", node);
                }
                return outcomes;
            }
        } catch (IOException e) {
            rest(node, e.toString());
            throw PublishException.temporary("Centrifugo at %s could not be reached: %s".formatted(node, e), e);
        } catch (PublishException e) {
            if (e.isTemporary()) {
                rest(node, e.getMessage());
            }
            throw e;
        }
    }

    private static PublishException refused(ApiNode node, int status) {
        var text = "Centrifugo at %s answered with HTTP status %d".formatted(node, status);
        return status >= 500 || status == 408 || status == 429
                ? PublishException.temporary(text, null)
                : PublishException.permanent(text);
    }

    private static void rest(ApiNode node, @Nullable String reason) {
        if (node.failed(System.nanoTime())) {
            LOG.warn("Centrifugo node failed. [node={}, reason={}]", node, reason);
        } else {
            LOG.debug("Centrifugo node still fails. [node={}, reason={}]", node, reason);
        }
    }

    /** The next node that is not resting; when all rest, the one whose rest ends first. */
    private ApiNode nodeInTurn() {
        var now = System.nanoTime();
        var first = turn.getAndIncrement();
        for (var i = 0; i < nodes.size(); i++) {
            var node = nodes.get(Math.floorMod(first + i, nodes.size()));
            if (node.restLeftNs(now) <= 0) {
                return node;
            }
        }
        return nodes.stream()
                .min(Comparator.comparingLong(node -> node.restLeftNs(now)))
                .orElseThrow();
    }

    @Override
    public void close() {
        client.connectionPool().evictAll();
    }
}
