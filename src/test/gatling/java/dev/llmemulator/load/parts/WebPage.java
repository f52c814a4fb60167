package dev.llmemulator.load.parts;

import dev.llmemulator.load.engine.Trouble;
import dev.llmemulator.load.settings.ServerUrl;
import dev.llmemulator.load.settings.Trust;
import dev.llmemulator.load.watch.WebClients;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.stream.Collectors;
import okhttp3.OkHttpClient;
import okhttp3.Request;

/** A page that a part shows of itself. */
final class WebPage implements AutoCloseable {
    /** A page of a thousand channels' namespaces would be smaller. */
    private static final int MOST_BYTES = 4 << 20;

    private final OkHttpClient client;
    private final Request request;

    WebPage(ServerUrl server, String pathAndQuery, Trust trust, Duration timeout) {
        client = WebClients.of(trust).callTimeout(timeout).build();
        var asking = new Request.Builder()
                .url(server.url() + pathAndQuery)
                // To compress a page costs the part more than to send it.
                .header("Accept-Encoding", "identity");
        if (server.authorization() != null) {
            asking.header("Authorization", server.authorization());
        }
        request = asking.build();
    }

    /**
     * A query for these metrics only, in the words that servers of Prometheus' Go library and our emulator understand.
     * Others show all they have.
     */
    static String namesOnly(Collection<String> metrics) {
        return metrics.stream().map("name%5B%5D="::concat).collect(Collectors.joining("&", "?", ""));
    }

    String get() throws IOException {
        try (var reply = client.newCall(request).execute()) {
            if (reply.code() != 200) {
                throw new StatusException(reply.code(), Trouble.redirection(reply.header("Location", "")));
            }
            var body = reply.body().byteStream().readNBytes(MOST_BYTES + 1);
            if (body.length > MOST_BYTES) {
                throw new IOException("its page is longer than 4 MiB");
            }
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() {
        client.connectionPool().evictAll();
    }

    /** A page that is not there, or not for us. */
    static final class StatusException extends IOException {
        private static final long serialVersionUID = 1;

        private final int status;

        StatusException(int status, String more) {
            super("its page gives status " + status + more);
            this.status = status;
        }

        int status() {
            return status;
        }
    }
}
