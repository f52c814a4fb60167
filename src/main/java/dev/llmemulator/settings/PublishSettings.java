package dev.llmemulator.settings;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How tokens go out to Centrifugo.
 *
 * @param apiUrls base addresses of the nodes' HTTP APIs; any node serves any channel
 * @param apiKey sent as {@code X-API-Key}
 * @param lanes requests under way at once at most
 * @param batchSize publications in one request at most
 * @param linger how long a token may be held for a larger batch when machine or node are busy
 * @param requestTimeout limit of one request, from connecting to the last byte of the reply
 * @param deadline how long one publication is retried before its answer fails
 */
public record PublishSettings(
        List<URI> apiUrls,
        String apiKey,
        int lanes,
        int batchSize,
        Duration linger,
        Duration requestTimeout,
        Duration deadline) {
    public static PublishSettings from(Map<String, String> values) {
        var text = new SettingText(values);
        return new PublishSettings(
                text.addresses("CENTRIFUGO_API_URLS", "http://127.0.0.1:8100,http://127.0.0.1:8200"),
                text.required("CENTRIFUGO_HTTP_API_KEY", "the key of Centrifugo's HTTP API (http_api.key)"),
                text.integer("PUBLISH_LANES", 8, 1, 64),
                text.integer("PUBLISH_BATCH_SIZE", 200, 1, 1_000),
                text.seconds("PUBLISH_LINGER_SECONDS", Duration.ofMillis(5), Duration.ZERO, Duration.ofMillis(100)),
                text.seconds(
                        "PUBLISH_TIMEOUT_SECONDS", Duration.ofSeconds(2), Duration.ofMillis(10), Duration.ofMinutes(1)),
                text.seconds(
                        "PUBLISH_DEADLINE_SECONDS",
                        Duration.ofSeconds(10),
                        Duration.ofMillis(10),
                        Duration.ofMinutes(10)));
    }

    /** Leaves the key out, so that settings can be logged. */
    @Override
    public String toString() {
        return "PublishSettings[apiUrls=%s, lanes=%d, batchSize=%d, linger=%s, requestTimeout=%s, deadline=%s]"
                .formatted(apiUrls, lanes, batchSize, linger, requestTimeout, deadline);
    }
}
