package dev.llmemulator.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Calls a server's HTTP API. */
record ContractApi(URI url, String apiKey) {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final JsonMapper JSON = new JsonMapper();

    HttpResponse<String> post(String path, String body) {
        return send(request(path).POST(BodyPublishers.ofString(body)));
    }

    HttpResponse<String> get(String path) {
        return send(request(path));
    }

    /** Publishes and returns the reply; more fields are given as JSON, such as {@code ,"skip_history":true}. */
    JsonNode publish(String channel, String data, String more) {
        return parse(post("/api/publish", publishJson(channel, data, more)).body());
    }

    /** The replies to the commands, each of which is given as JSON. */
    JsonNode batch(boolean parallel, List<String> commands) {
        var body = "{\"parallel\":" + parallel + ",\"commands\":[" + String.join(",", commands) + "]}";
        return parse(post("/api/batch", body).body()).path("replies");
    }

    JsonNode history(String channel, String more) {
        return parse(post("/api/history", "{\"channel\":\"" + channel + "\"" + more + "}")
                .body());
    }

    static String publishCommand(String channel, String data) {
        return "{\"publish\":" + publishJson(channel, data, "") + "}";
    }

    static String publishJson(String channel, String data, String more) {
        return "{\"channel\":\"" + channel + "\",\"data\":" + data + more + "}";
    }

    /** The body of a request with the commands of an emulated WebSocket. */
    static String emulation(String session, String node, String commands) {
        return JSON.valueToTree(Map.of("session", session, "node", node, "data", commands))
                .toString();
    }

    /** The code of the error in a reply; 0 when there is none. */
    static int error(JsonNode reply) {
        return reply.at("/error/code").asInt();
    }

    /** A number of each of these, such as the offset of each publication. */
    static List<Long> longs(JsonNode list, String pointer) {
        return list.valueStream().map(each -> each.at(pointer).asLong()).toList();
    }

    static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException("Not JSON: " + json, e);
        }
    }

    private HttpRequest.Builder request(String path) {
        var request = HttpRequest.newBuilder(url.resolve(path)).timeout(Duration.ofSeconds(10));
        return apiKey.isEmpty() ? request : request.header("X-API-Key", apiKey);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        return HTTP.sendAsync(request.build(), BodyHandlers.ofString()).join();
    }
}
