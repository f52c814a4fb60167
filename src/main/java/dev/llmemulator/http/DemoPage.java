package dev.llmemulator.http;

import dev.llmemulator.access.SessionTokens;
import dev.llmemulator.answer.Models;
import dev.llmemulator.settings.DemoSettings;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** {@code GET /}: a page to watch an answer. {@code POST /api/session} gives it what it needs to read one. */
final class DemoPage {
    static final String PAGE = "/";
    static final String FILES = "/demo/{file}";
    static final String SESSIONS = "/api/session";

    private static final String HTML = "text/html; charset=utf-8";
    private static final Map<String, String> TYPES = Map.of(
            "page.css", "text/css; charset=utf-8",
            "page.js", "text/javascript; charset=utf-8",
            "centrifuge.js", "text/javascript; charset=utf-8");

    private final Gate gate;
    private final SessionTokens tokens;
    private final String webSocketUrl;
    private final String contentSecurityPolicy;

    DemoPage(DemoSettings settings, Gate gate) {
        this.gate = gate;
        tokens = new SessionTokens(settings.tokenSecret());
        webSocketUrl = settings.webSocketUrl().toString();
        var origin = source(settings.webSocketUrl());
        contentSecurityPolicy = ("default-src 'none'; script-src 'self'; style-src 'self'; img-src data:;"
                        + " connect-src 'self' %s %s; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
                .formatted(origin, origin.replaceFirst("^ws", "http"));
    }

    /**
     * What a browser needs to ask in a session of its own and to read the answers.
     *
     * @param expires when both JWTs do, in microseconds since the Unix epoch
     * @param models the names that {@code POST /api/run} takes
     */
    record Session(
            String session_id,
            String channel,
            String connection_token,
            String subscription_token,
            long expires,
            String websocket_url,
            List<String> models) {}

    void addTo(RoutesConfig routes) {
        // Under no second path, from which its relative links would lead nowhere.
        routes.get(PAGE, ctx -> send(ctx, "page.html", HTML));
        routes.get(FILES, this::sendFile);
        routes.post(SESSIONS, this::begin);
    }

    private void begin(Context ctx) {
        gate.countQuestion(ctx);
        var id = "demo-" + UUID.randomUUID();
        var channel = "session:" + id;
        var given = tokens.of(id, channel);
        ctx.json(new Session(
                id,
                channel,
                given.connection(),
                given.subscription(),
                ChronoUnit.MICROS.between(Instant.EPOCH, given.expires()),
                webSocketUrl,
                Models.names()));
    }

    private void sendFile(Context ctx) {
        var file = ctx.pathParam("file");
        var type = TYPES.get(file);
        if (type == null) {
            throw new ProblemException(Problem.of(HttpStatus.NOT_FOUND, "The page has no such file"));
        }
        send(ctx, file, type);
    }

    private void send(Context ctx, String file, String type) {
        ctx.header("Content-Security-Policy", contentSecurityPolicy);
        ctx.header("Referrer-Policy", "no-referrer");
        ctx.contentType(type).result(read(file));
    }

    private static byte[] read(String file) {
        try (var resource = Objects.requireNonNull(DemoPage.class.getResourceAsStream("/demo/" + file))) {
            return resource.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("A resource of this program can be read", e);
        }
    }

    /**
     * The origin of a URL; only its scheme where the host is an IPv6 address, for which a policy has no form: a host-part of
     * CSP 3 has letters, digits, hyphens and dots.
     */
    private static String source(URI url) {
        return url.getHost().startsWith("[")
                ? url.getScheme() + ":"
                : url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
    }
}
