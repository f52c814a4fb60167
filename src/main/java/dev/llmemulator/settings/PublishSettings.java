package dev.llmemulator.settings;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How tokens go out to Centrifugo.
 *
 * @param apiUrls base addresses of the nodes' HTTP APIs; any node serves any channel
 * @param apiKey sent as `X-API-Key`
 * @param lanes requests under way at once
 * @param batchSize publications in one request at most
 * @param requestTimeout limit of one request, from connecting to the last byte of the reply
 * @param deadline how long one publication is retried before its answer fails
 */
public record PublishSettings(
        List<URI> apiUrls, String apiKey, int lanes, int batchSize, Duration requestTimeout, Duration deadline) {

    public static PublishSettings from(Map<String, String> values) {
        var text = new SettingText(values);
        return new PublishSettings(
                text.addresses("CENTRIFUGO_API_URLS", "http://127.0.0.1:8100,http://127.0.0.1:8200"),
                text.required("CENTRIFUGO_HTTP_API_KEY", "the key of Centrifugo's HTTP API (http_api.key)"),
                text.integer("PUBLISH_LANES", 2, 1, 64),
                text.integer("PUBLISH_BATCH_SIZE", 200, 1, 1_000),
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
        return "PublishSettings[apiUrls=%s, lanes=%d, batchSize=%d, requestTimeout=%s, deadline=%s]"
                .formatted(apiUrls, lanes, batchSize, requestTimeout, deadline);
    }
}
