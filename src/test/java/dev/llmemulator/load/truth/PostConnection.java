package dev.llmemulator.load.truth;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The server's end of an HTTP/1.1 connection that takes one POST after the other. Bare sockets, because a server of some library would
 * not say when a request arrived, but when it got round to it.
 */
final class PostConnection {

    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)\r\n");

    private final Socket socket;
    private final InputStream in;
    private final Waiting unread;
    private long arrivedNs;

    /**
     * A request.
     *
     * @param arrivedNs when its first sign arrived, by {@link System#nanoTime}: the connection that was opened for it, or else its first byte
     */
    record Post(long arrivedNs, String body) {}

    /** What happens between the arrival of a request and its being read. */
    interface Waiting {
        void pass();
    }

    /** @param acceptedNs when the connection was opened */
    PostConnection(Socket socket, long acceptedNs, Waiting unread) throws IOException {
        this.socket = socket;
        this.unread = unread;
        arrivedNs = acceptedNs;
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** Waits for the next request; null if the client has closed the connection. */
    @Nullable
    Post next() throws IOException {
        int first = in.read();
        if (first < 0) {
            return null;
        }
        long nowNs = arrivedNs == 0 ? System.nanoTime() : arrivedNs;
        arrivedNs = 0;
        unread.pass();
        String head = (char) first + head();
        Matcher length = LENGTH.matcher(head);
        if (!head.startsWith("POST ") || !length.find()) {
            throw new IOException("Not a POST with a length: " + head);
        }
        byte[] body = in.readNBytes(Integer.parseInt(length.group(1)));
        return new Post(nowNs, new String(body, StandardCharsets.UTF_8));
    }

    /** Replies to the request before, in one packet. */
    void reply(int status, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        String head = "HTTP/1.1 " + status + " Status\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length + "\r\n\r\n";
        ByteArrayOutputStream reply = new ByteArrayOutputStream();
        reply.write(head.getBytes(StandardCharsets.US_ASCII));
        reply.write(body);
        reply.writeTo(socket.getOutputStream());
    }

    private String head() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("The request broke off: " + head);
            }
            head.append((char) next);
        }
        return head.toString();
    }
}
