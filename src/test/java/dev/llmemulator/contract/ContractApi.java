package dev.llmemulator.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/** Calls a server's HTTP API. */
final class ContractApi {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final URI url;
    private final String apiKey;

    ContractApi(URI url, String apiKey) {
        this.url = url;
        this.apiKey = apiKey;
    }

    /** An answer as it came. */
    record Answer(int status, String body) {
        JsonNode json() {
            return parse(body);
        }
    }

    Answer post(String path, String body) {
        return send(
                request(path).POST(HttpRequest.BodyPublishers.ofString(body)).build());
    }

    Answer get(String path) {
        return send(request(path).GET().build());
    }

    JsonNode publish(String channel, String data) {
        return post("/api/publish", publishJson(channel, data, "")).json();
    }

    JsonNode publish(String channel, String data, long version, String versionEpoch) {
        var extra = ",\"version\":" + version + ",\"version_epoch\":\"" + versionEpoch + "\"";
        return post("/api/publish", publishJson(channel, data, extra)).json();
    }

    /** The replies to the commands, each of which is given as JSON. */
    JsonNode batch(boolean parallel, List<String> commands) {
        var body = "{\"parallel\":" + parallel + ",\"commands\":[" + String.join(",", commands) + "]}";
        return post("/api/batch", body).json().path("replies");
    }

    JsonNode history(String channel, String more) {
        return post("/api/history", "{\"channel\":\"" + channel + "\"" + more + "}")
                .json();
    }

    static String publishCommand(String channel, String data) {
        return "{\"publish\":" + publishJson(channel, data, "") + "}";
    }

    static String publishJson(String channel, String data, String more) {
        return "{\"channel\":\"" + channel + "\",\"data\":" + data + more + "}";
    }

    /** The code of the error in a reply; 0 when there is none. */
    static int error(JsonNode reply) {
        return reply.path("error").path("code").asInt();
    }

    /** The offsets of a list of publications. */
    static List<Long> offsets(JsonNode publications) {
        return publications
                .valueStream()
                .map(each -> each.path("offset").asLong())
                .toList();
    }

    static String text(Object json) {
        try {
            return JSON.writeValueAsString(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException("Not JSON: " + json, e);
        }
    }

    private HttpRequest.Builder request(String path) {
        var request = HttpRequest.newBuilder(url.resolve(path)).timeout(LIMIT);
        return apiKey.isEmpty() ? request : request.header("X-API-Key", apiKey);
    }

    private static Answer send(HttpRequest request) {
        try {
            var response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException("No answer from " + request.uri(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for " + request.uri(), e);
        }
    }
}
