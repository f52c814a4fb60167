package dev.llmemulator.standin;

import io.javalin.config.RoutesConfig;
import io.javalin.http.ContentType;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The HTTP side of the server: {@code POST /api/<method>} behind the API key, and {@code GET /health}. */
final class ApiEndpoint {
    private final Api api;
    private final byte[] apiKey;
    private final Duration publishCost;
    private final Executor workers;

    ApiEndpoint(Api api, StandInSettings settings, Executor workers) {
        this.api = api;
        this.apiKey = settings.apiKey().getBytes(StandardCharsets.UTF_8);
        this.publishCost = settings.publishCost();
        this.workers = workers;
    }

    void configure(RoutesConfig routes) {
        routes.get("/health", context -> json(context, "{}"));
        routes.post("/api/publish", context -> answer(context, ApiReader::readPublish, api::reply, publishCost));
        routes.post("/api/broadcast", context -> answer(context, ApiReader::readBroadcast, api::reply, publishCost));
        routes.post("/api/batch", context -> answer(context, ApiReader::readBatch, api::replies, publishCost));
        routes.post("/api/history", context -> answer(context, ApiReader::readHistory, api::reply, Duration.ZERO));
        routes.post("/api/info", context -> answer(context, ApiReader::readInfo, api::reply, Duration.ZERO));
    }

    private <T> void answer(Context context, ApiReader.Reading<T> reading, Function<T, String> call, Duration cost) {
        if (!isAuthorized(context)) {
            context.status(HttpStatus.UNAUTHORIZED);
            return;
        }
        T request;
        try {
            request = ApiReader.read(context.bodyAsBytes(), reading);
        } catch (IOException e) {
            context.status(HttpStatus.BAD_REQUEST).result("Bad Request\n");
            return;
        }
        String reply = call.apply(request);
        if (cost.isZero()) {
            json(context, reply);
            return;
        }
        Executor later = CompletableFuture.delayedExecutor(cost.toNanos(), TimeUnit.NANOSECONDS, workers);
        context.future(() -> CompletableFuture.runAsync(() -> json(context, reply), later));
    }

    private boolean isAuthorized(Context context) {
        String given = Objects.requireNonNullElse(context.header("X-API-Key"), "");
        return MessageDigest.isEqual(apiKey, given.getBytes(StandardCharsets.UTF_8));
    }

    private static void json(Context context, String json) {
        context.contentType(ContentType.APPLICATION_JSON).result(json.getBytes(StandardCharsets.UTF_8));
    }
}
