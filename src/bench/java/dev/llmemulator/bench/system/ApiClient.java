package dev.llmemulator.bench.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;

/** Asks Centrifugo's HTTP API, one request at a time. */
public final class ApiClient {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final OkHttpClient http = new OkHttpClient();
    private final URI apiUrl;
    private final String apiKey;

    public ApiClient(URI apiUrl, String apiKey) {
        this.apiUrl = apiUrl;
        this.apiKey = apiKey;
    }

    /** Calls a method of the API and returns its {@code result}; missing for a batch. */
    public JsonNode call(String method, String body) throws IOException {
        var request = new Request.Builder()
                .url(apiUrl + "/api/" + method)
                .header("X-API-Key", apiKey)
                .post(RequestBody.create(body, MediaType.get("application/json")))
                .build();
        try (var response = http.newCall(request).execute()) {
            var reply = JSON.readTree(response.body().byteStream());
            if (!response.isSuccessful() || reply.has("error")) {
                throw new IOException("%s: HTTP %d, %s".formatted(method, response.code(), reply));
            }
            return reply.path("result");
        }
    }
}
