package dev.llmemulator.load.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides from {@code target}, {@code http_url} and {@code ws_url} what the load is aimed at. */
final class TargetReader {
    static final String SECRET = "CENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET_KEY";

    private static final URI CLUSTER_HTTP = URI.create("http://127.0.0.1:9000");
    private static final URI CLUSTER_WEB_SOCKET = URI.create("ws://127.0.0.1:9001/connection/websocket");

    private final SettingReader settings;
    private final Map<String, String> dotEnv;

    TargetReader(SettingReader settings, Map<String, String> dotEnv) {
        this.settings = settings;
        this.dotEnv = dotEnv;
    }

    Target read() {
        var name = settings.find("target", "TARGET");
        var http = url("http_url", "HTTP_URL", Set.of("http", "https"));
        var webSocket = url("ws_url", "WS_URL", Set.of("ws", "wss"));
        var urlsGiven = http != null || webSocket != null;
        if (name == null) {
            return urlsGiven ? custom(http, webSocket) : new Target.Embedded();
        }
        return switch (name.value()) {
            case "embedded" -> {
                if (urlsGiven) {
                    throw new SettingsException(String.format(
                            "Setting %s is \"embedded\", which starts its own servers: leave http_url and ws_url out,"
                                    + " or the target.",
                            name.name()));
                }
                yield new Target.Embedded();
            }
            case "cluster" ->
                new Target.Remote(
                        "cluster",
                        http == null ? CLUSTER_HTTP : http,
                        webSocket == null ? CLUSTER_WEB_SOCKET : webSocket,
                        secret());
            default -> throw name.refuse("one of embedded, cluster (or left out, with http_url and ws_url given)");
        };
    }

    private Target custom(@Nullable URI http, @Nullable URI webSocket) {
        if (http == null || webSocket == null) {
            throw new SettingsException(String.format(
                    "Settings http_url and ws_url belong together, but %s is missing.",
                    http == null ? "http_url" : "ws_url"));
        }
        return new Target.Remote("custom", http, webSocket, secret());
    }

    private String secret() {
        var given = settings.find(SECRET, SECRET);
        String secret = given != null ? given.value() : dotEnv.getOrDefault(SECRET, "");
        if (secret.isBlank()) {
            throw new SettingsException("Setting " + SECRET
                    + " is missing: it signs the users' tokens, and must be the one that Centrifugo has"
                    + " (-D, environment, or a line in .env).");
        }
        return secret;
    }

    private @Nullable URI url(String property, String variable, Set<String> schemes) {
        var found = settings.find(property, variable);
        if (found == null) {
            return null;
        }
        var allowed = "an absolute URL that begins with "
                + String.join(":// or ", schemes.stream().sorted().toList()) + "://";
        try {
            var url = new URI(found.value());
            if (url.getScheme() == null || !schemes.contains(url.getScheme()) || url.getHost() == null) {
                throw found.refuse(allowed);
            }
            return url;
        } catch (URISyntaxException e) {
            throw found.refuse(allowed);
        }
    }
}
