package dev.llmemulator.settings;

import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;

/**
 * How tokens go out to Centrifugo.
 *
 * @param apiUrls the addresses of the nodes' HTTP APIs; any node serves any channel
 * @param authorities whose certificates are trusted where the API has https; those of Java itself if there are none
 * @param workers how many requests may be under way at once ({@code PUBLISH_LANES})
 * @param batchWindow how long a token may wait for a larger batch ({@code PUBLISH_LINGER_SECONDS})
 * @param batchWindowIsFixed whether a token always waits so long ({@code PUBLISH_LINGER_FIXED})
 * @param requestTimeout the limit of one request, from connecting to the last byte of the reply
 * @param deadline how long one publication is retried before its answer fails
 */
public record PublishSettings(
        List<URI> apiUrls,
        String apiKey,
        List<X509Certificate> authorities,
        int workers,
        int batchSize,
        Duration batchWindow,
        boolean batchWindowIsFixed,
        Duration requestTimeout,
        Duration deadline) {
    static PublishSettings from(SettingValues values) {
        return new PublishSettings(
                values.get(EmulatorOptions.API_URLS),
                values.get(EmulatorOptions.API_KEY),
                values.find(EmulatorOptions.CA).orElse(List.of()),
                values.get(EmulatorOptions.WORKERS),
                values.get(EmulatorOptions.BATCH_SIZE),
                values.get(EmulatorOptions.BATCH_WINDOW),
                values.get(EmulatorOptions.BATCH_WINDOW_IS_FIXED),
                values.get(EmulatorOptions.REQUEST_TIMEOUT),
                values.get(EmulatorOptions.DEADLINE));
    }

    /** All settings but the key and the certificates. */
    @Override
    public String toString() {
        return ("PublishSettings[apiUrls=%s, workers=%d, batchSize=%d, batchWindow=%s, batchWindowIsFixed=%s,"
                        + " requestTimeout=%s, deadline=%s]")
                .formatted(apiUrls, workers, batchSize, batchWindow, batchWindowIsFixed, requestTimeout, deadline);
    }
}
