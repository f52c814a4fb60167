package dev.llmemulator.centrifugo;

import dev.llmemulator.settings.PublishSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/** Speaks the HTTP API of Centrifugo: one request for each batch. */
final class CentrifugoApi implements AutoCloseable {
    /** Below the 30 s or so after which the server closes an idle connection, so that none is used while it dies. */
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(20);

    private final OkHttpClient client;
    private final String apiKey;

    CentrifugoApi(PublishSettings settings) {
        this.apiKey = settings.apiKey();
        this.client = new OkHttpClient.Builder()
                .connectionPool(new ConnectionPool(settings.lanes(), KEEP_ALIVE.toSeconds(), TimeUnit.SECONDS))
                .callTimeout(settings.requestTimeout())
                // Left alone, each of these would end a request after 10 s; and a timer for each read and write costs.
                .connectTimeout(Duration.ZERO)
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                .socketFactory(new NoDelaySockets())
                .followRedirects(false)
                .build();
    }

    /**
     * Sends a batch and waits for its reply.
     *
     * @return one entry for each publication: null where it was taken, else why it was not
     * @throws PublishException when the batch failed as a whole
     */
    @Nullable
    PublishException[] send(Batch batch) throws PublishException {
        var node = batch.node();
        try {
            var request = new Request.Builder()
                    .url(node.batchUrl())
                    .header("X-API-Key", apiKey)
                    .post(new BatchBody(batch.publications(), System.nanoTime()))
                    .build();
            try (var response = client.newCall(request).execute()) {
                if (response.code() != 200) {
                    throw refused(node, response.code());
                }
                return BatchReply.read(
                        response.body().byteStream(), batch.publications().size());
            }
        } catch (IOException e) {
            throw PublishException.temporary("Centrifugo at %s could not be reached: %s".formatted(node, e), e);
        }
    }

    private static PublishException refused(ApiNode node, int status) {
        var text = "Centrifugo at %s answered with HTTP status %d".formatted(node, status);
        return status >= 500 || status == 408 || status == 429
                ? PublishException.temporary(text, null)
                : PublishException.permanent(text);
    }

    @Override
    public void close() {
        client.connectionPool().evictAll();
    }
}
