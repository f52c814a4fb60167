package dev.llmemulator.load.truth;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * A question to the emulator, by HTTP/1.1 on a connection of its own, as HAProxy does it. Bare sockets, because the
 * server of a library tells when it got round to a request, and not when it arrived.
 *
 * @param arrivedNs when its connection was accepted, by {@link System#nanoTime}
 */
record Post(Socket socket, long arrivedNs, String sessionId) {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)\r\n");

    static Post read(Socket socket, long arrivedNs) throws IOException {
        var in = new BufferedInputStream(socket.getInputStream());
        var head = head(in);
        var length = LENGTH.matcher(head);
        if (!head.startsWith("POST ") || !length.find()) {
            throw new IOException("Not a POST with a length: " + head);
        }
        var body = in.readNBytes(Integer.parseInt(length.group(1)));
        return new Post(
                socket, arrivedNs, JSON.readTree(body).path("session_id").asText());
    }

    void reply(int status, String json) throws IOException {
        var length = json.getBytes(StandardCharsets.UTF_8).length;
        var reply = "HTTP/1.1 " + status + " Status\r\nContent-Type: application/json\r\nConnection: close\r\n"
                + "Content-Length: " + length + "\r\n\r\n" + json;
        socket.getOutputStream().write(reply.getBytes(StandardCharsets.UTF_8));
    }

    private static String head(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            var next = in.read();
            if (next < 0) {
                throw new IOException("The request broke off: " + head);
            }
            head.append((char) next);
        }
        return head.toString();
    }
}
