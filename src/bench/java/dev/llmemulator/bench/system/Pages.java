package dev.llmemulator.bench.system;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.InetSocketAddress;
import okhttp3.OkHttpClient;
import okhttp3.Request;

/** What the cluster's programs tell of themselves over HTTP. */
public final class Pages {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String PUBLISHED =
            "centrifugo_api_command_duration_seconds_count{method=\"publish\",protocol=\"http\"} ";

    private final OkHttpClient http = new OkHttpClient();
    private final NativeCluster cluster;

    public Pages(NativeCluster cluster) {
        this.cluster = cluster;
    }

    /** Answers under way in the first emulator. */
    public int answersUnderWay() throws IOException {
        return JSON.readTree(get(cluster.emulator(), "/health")).path("answers").asInt();
    }

    /** Publications that the nodes' HTTP APIs have carried out since they were started. */
    public long published() throws IOException {
        var count = 0L;
        for (var node : cluster.apis()) {
            count += get(node, "/metrics")
                    .lines()
                    .filter(line -> line.startsWith(PUBLISHED))
                    .mapToLong(line -> (long) Double.parseDouble(line.substring(PUBLISHED.length())))
                    .sum();
        }
        return count;
    }

    private String get(InetSocketAddress address, String path) throws IOException {
        var url = "http://%s:%d%s".formatted(address.getHostString(), address.getPort(), path);
        try (var response = http.newCall(new Request.Builder().url(url).build()).execute()) {
            return response.body().string();
        }
    }
}
