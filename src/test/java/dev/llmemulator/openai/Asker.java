package dev.llmemulator.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Asks an emulator by OpenAI's API, over HTTP and without an SDK. */
record Asker(URI url) {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    HttpResponse<String> post(String path, String body, String... headers) {
        var request = HttpRequest.newBuilder(url.resolve(path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request);
    }

    HttpResponse<String> get(String path, String... headers) {
        var request = HttpRequest.newBuilder(url.resolve(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        return HTTP.sendAsync(request.timeout(Duration.ofSeconds(30)).build(), BodyHandlers.ofString())
                .join();
    }

    /** A chat whose last message is this text. */
    static String chat(String text, String moreFields) {
        return "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]%s}"
                .formatted(text, moreFields);
    }

    HttpResponse<String> chat(String text) {
        return post("/v1/chat/completions", chat(text, ""));
    }

    HttpResponse<String> streamedChat(String text) {
        return post("/v1/chat/completions", chat(text, ",\"stream\":true"));
    }

    static JsonNode tree(HttpResponse<String> reply) {
        try {
            return JSON.readTree(reply.body());
        } catch (JsonProcessingException e) {
            throw new AssertionError(reply.body(), e);
        }
    }

    /** A connection on which this chat has been asked for. */
    Socket asking(String chat, int receiveBuffer) throws IOException {
        return asking(chat, chat.length(), receiveBuffer);
    }

    /** The same, with only so many letters of it sent. */
    Socket asking(String chat, int letters, int receiveBuffer) throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(receiveBuffer);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), url.getPort()));
        socket.setSoTimeout(30_000);
        var body = chat.getBytes(StandardCharsets.UTF_8);
        var head =
                "POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.length + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().write(body, 0, letters);
        return socket;
    }
}
