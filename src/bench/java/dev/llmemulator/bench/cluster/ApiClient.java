package dev.llmemulator.bench.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;

/** Asks the programs of the cluster over HTTP, one request at a time. */
public final class ApiClient {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final OkHttpClient HTTP = new OkHttpClient();

    private final URI apiUrl;
    private final String apiKey;

    /** A client of Centrifugo's HTTP API. */
    public ApiClient(URI apiUrl, String apiKey) {
        this.apiUrl = apiUrl;
        this.apiKey = apiKey;
    }

    /** Calls a method of the API and returns its {@code result}; missing for a batch. */
    public JsonNode call(String method, String body) throws IOException {
        var reply = JSON.readTree(text(new Request.Builder()
                .url(apiUrl + "/api/" + method)
                .header("X-API-Key", apiKey)
                .post(RequestBody.create(body, MediaType.get("application/json")))));
        if (reply.has("error")) {
            throw new IOException(method + ": " + reply);
        }
        return reply.path("result");
    }

    static String get(String url) throws IOException {
        return text(new Request.Builder().url(url));
    }

    private static String text(Request.Builder request) throws IOException {
        try (var response = HTTP.newCall(request.build()).execute()) {
            var text = response.body().string();
            if (!response.isSuccessful()) {
                throw new IOException(
                        "%s: HTTP %d, %s".formatted(response.request().url(), response.code(), text));
            }
            return text;
        }
    }
}
