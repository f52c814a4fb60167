package dev.llmemulator.load.settings;

import dev.llmemulator.load.target.Profile;
import dev.llmemulator.settings.InvalidSettingException;
import dev.llmemulator.settings.SettingValues;
import dev.llmemulator.settings.Urls;
import java.net.URI;
import java.util.List;
import java.util.Objects;
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
     * @param origin what the WebSocket's handshake sends as {@code Origin}; null for that of the WebSocket's URL
     */
    record Remote(
            String name,
            ServerUrl http,
            ServerUrl webSocket,
            @Nullable String origin,
            String jwtSecret,
            String secretSource,
            Trust trust)
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
        var anyUrl = http.isPresent() || webSocket.isPresent();
        var name =
                values.find(LoadOptions.TARGET).orElse(anyUrl ? profile == null ? "custom" : profile.name() : EMBEDDED);
        if (name.equals(EMBEDDED)) {
            if (anyUrl) {
                throw new InvalidSettingException(
                        "Setting %s is \"embedded\", which starts its own servers: leave http_url and ws_url out, or the target."
                                .formatted(values.nameOf(LoadOptions.TARGET)));
            }
            return new Embedded();
        }
        var streamed = transport == Transport.SSE;
        if (!name.equals(CLUSTER) && (http.isEmpty() || (webSocket.isEmpty() && !streamed))) {
            throw new InvalidSettingException("Settings http_url and ws_url belong together, but %s is missing."
                    .formatted(http.isEmpty() ? "http_url" : "ws_url"));
        }
        var secretNeeded = !streamed && (profile == null || profile.needsTheRunsSecret());
        return new Remote(
                name,
                questions(
                        values,
                        http.orElseGet(() -> URI.create("http://127.0.0.1:" + values.get(LoadOptions.HTTP_PORT)))),
                ServerUrl.of(webSocket.orElseGet(() -> URI.create(
                        "ws://127.0.0.1:%d/connection/websocket".formatted(values.get(LoadOptions.WS_PORT))))),
                origin,
                secretNeeded ? values.get(LoadOptions.SECRET) : "",
                secretNeeded ? sourceOfTheSecret(values) : "",
                Trust.from(values));
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
