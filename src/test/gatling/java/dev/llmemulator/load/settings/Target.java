package dev.llmemulator.load.settings;

import dev.llmemulator.load.target.Profile;
import dev.llmemulator.settings.InvalidSettingException;
import dev.llmemulator.settings.SettingValues;
import dev.llmemulator.settings.Urls;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The servers that the load is aimed at. */
public sealed interface Target {
    /** The servers that a run starts in its own process. */
    String EMBEDDED = "embedded";

    /** The cluster of this checkout. */
    String CLUSTER = "cluster";

    List<String> NAMES = List.of(EMBEDDED, CLUSTER);

    String name();

    /** True if the servers certainly read the same clock as this process. */
    boolean onThisMachine();

    /** An emulator and a stand-in for Centrifugo that the run starts in its own process. */
    record Embedded() implements Target {
        @Override
        public String name() {
            return EMBEDDED;
        }

        @Override
        public boolean onThisMachine() {
            return true;
        }
    }

    /**
     * Servers that are already running. The secret signs the users' JWTs. It is never printed, but its source is.
     *
     * @param webSocket where users connect to: a WebSocket, or the stream of an emulated one
     * @param emulation where the commands of an emulated WebSocket go; null for a real one
     * @param origin what the WebSocket's handshake sends as {@code Origin}; null for that of the WebSocket's URL
     */
    record Remote(
            String name,
            ServerUrl http,
            ServerUrl webSocket,
            @Nullable String origin,
            String jwtSecret,
            String secretSource,
            Trust trust,
            @Nullable ServerUrl emulation)
            implements Target {
        @Override
        public boolean onThisMachine() {
            return Urls.isLoopback(http.url().getHost())
                    && Urls.isLoopback(webSocket.url().getHost());
        }

        @Override
        public String toString() {
            return "%s[%s, %s]".formatted(name, http, webSocket);
        }
    }

    static Target from(SettingValues values, @Nullable Profile profile, Transport transport) {
        // A script whose variable is not set would else measure the servers of this process, and pass.
        values.refuseEmpty(LoadOptions.HTTP_URL);
        values.refuseEmpty(LoadOptions.WS_URL);
        var http = values.find(LoadOptions.HTTP_URL);
        var webSocket = values.find(LoadOptions.WS_URL);
        var origin = values.find(LoadOptions.ORIGIN).orElse(null);
        var stream = values.find(LoadOptions.STREAM_URL);
        var anyUrl = http.isPresent() || webSocket.isPresent() || stream.isPresent();
        var name =
                values.find(LoadOptions.TARGET).orElse(anyUrl ? profile == null ? "custom" : profile.name() : EMBEDDED);
        if (name.equals(EMBEDDED)) {
            if (anyUrl) {
                throw new InvalidSettingException(
                        "Setting %s is \"embedded\", which starts its own servers: leave http_url and the other URLs out, or the target."
                                .formatted(values.nameOf(LoadOptions.TARGET)));
            }
            return new Embedded();
        }
        var streamed = transport == Transport.SSE;
        if (!name.equals(CLUSTER) && (http.isEmpty() || (webSocket.isEmpty() && stream.isEmpty() && !streamed))) {
            throw new InvalidSettingException("Settings http_url and ws_url belong together, but %s is missing."
                    .formatted(http.isEmpty() ? "http_url" : "ws_url"));
        }
        var socketUrl = webSocket.orElseGet(
                () -> URI.create("ws://127.0.0.1:%d/connection/websocket".formatted(values.get(LoadOptions.WS_PORT))));
        var connectUrl = transport.isEmulated() ? streamUrl(values, transport, socketUrl) : socketUrl;
        var secretNeeded = !streamed && (profile == null || profile.needsTheRunsSecret());
        return new Remote(
                name,
                questions(
                        values,
                        http.orElseGet(() -> URI.create("http://127.0.0.1:" + values.get(LoadOptions.HTTP_PORT)))),
                ServerUrl.of(connectUrl),
                origin,
                secretNeeded ? values.get(LoadOptions.SECRET) : "",
                secretNeeded ? sourceOfTheSecret(values) : "",
                Trust.from(values),
                transport.isEmulated() ? ServerUrl.of(emulationUrl(values, transport, connectUrl)) : null);
    }

    private static URI streamUrl(SettingValues values, Transport transport, URI webSocketUrl) {
        return values.find(LoadOptions.STREAM_URL)
                .or(() -> Optional.ofNullable(transport.streamUrl(webSocketUrl)))
                .orElseThrow(() -> underived(transport, "stream_url", webSocketUrl, "/connection/websocket"));
    }

    private static URI emulationUrl(SettingValues values, Transport transport, URI streamUrl) {
        return values.find(LoadOptions.EMULATION_URL)
                .or(() -> Optional.ofNullable(transport.emulationUrl(streamUrl)))
                .orElseThrow(() -> underived(transport, "emulation_url", streamUrl, "Centrifugo's usual path"));
    }

    private static InvalidSettingException underived(Transport transport, String missing, URI url, String path) {
        return new InvalidSettingException(
                "Setting %s is missing: transport %s needs it, as %s does not end with %s, from which it would follow."
                        .formatted(missing, transport.label(), ServerUrl.of(url), path));
    }

    private static ServerUrl questions(SettingValues values, URI url) {
        var server = ServerUrl.of(url);
        var key = values.find(LoadOptions.API_KEY);
        if (key.isPresent() && server.authorization() != null) {
            throw new InvalidSettingException(
                    "Settings %s and %s both say who asks, and a request has room for one: leave out the key, or name and password."
                            .formatted(values.nameOf(LoadOptions.HTTP_URL), values.nameOf(LoadOptions.API_KEY)));
        }
        return key.isPresent() ? new ServerUrl(server.url(), "Bearer " + key.get()) : server;
    }

    private static String sourceOfTheSecret(SettingValues values) {
        var name = Objects.requireNonNull(values.nameOf(LoadOptions.SECRET));
        return name.startsWith("-D")
                ? "-D, which other users of this machine can see"
                : name.equals(LoadOptions.SECRET_IN_DOT_ENV) ? ".env of this folder" : "environment";
    }
}
