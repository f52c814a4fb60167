package dev.llmemulator.standin;

import dev.llmemulator.standin.ClientError.Rejected;
import io.javalin.config.RoutesConfig;
import io.javalin.http.ContentType;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The HTTP side of the server: {@code POST /api/<method>} behind the API key, and {@code GET /health}. */
final class ApiEndpoint {
    /** Methods of the real server that the stand-in refuses; it does not know any others. */
    private static final Set<String> NOT_AVAILABLE =
            Set.of(("broadcast channels disconnect history_remove info presence presence_stats refresh rpc subscribe"
                            + " unsubscribe")
                    .split(" "));

    private final Channels channels;
    private final StandInSettings settings;
    private final Executor workers;

    ApiEndpoint(Channels channels, StandInSettings settings, Executor workers) {
        this.channels = channels;
        this.settings = settings;
        this.workers = workers;
    }

    void configure(RoutesConfig routes) {
        var cost = settings.publishCost();
        routes.get("/health", context -> json(context, "{}"));
        routes.post("/api/batch", context -> answer(context, ApiRequest.Batch.class, this::batch, cost));
        addMethod(routes, "publish", cost);
        addMethod(routes, "history", Duration.ZERO);
        NOT_AVAILABLE.forEach(method -> addMethod(routes, method, Duration.ZERO));
    }

    private void addMethod(RoutesConfig routes, String method, Duration cost) {
        Function<@Nullable ApiRequest, Object> call = request -> reply(method, request, "result");
        routes.post("/api/" + method, context -> answer(context, ApiRequest.class, call, cost));
    }

    private <T> void answer(Context context, Class<T> type, Function<@Nullable T, Object> call, Duration cost) {
        if (!isAuthorized(context)) {
            context.status(HttpStatus.UNAUTHORIZED);
            return;
        }
        String reply;
        try {
            reply = Json.write(call.apply(Json.read(context.bodyAsBytes(), type)));
        } catch (IOException e) {
            context.status(HttpStatus.BAD_REQUEST).result("Bad Request\n");
            return;
        }
        if (cost.isZero()) {
            json(context, reply);
            return;
        }
        var later = CompletableFuture.delayedExecutor(cost.toNanos(), TimeUnit.NANOSECONDS, workers);
        context.future(() -> CompletableFuture.runAsync(() -> json(context, reply), later));
    }

    /** The replies to a batch, in the order of its commands: {@code {"replies":[{"publish":…},{"error":…}]}}. */
    private Object batch(ApiRequest.@Nullable Batch batch) {
        return batch == null || batch.commands().isEmpty()
                ? Map.of()
                : Map.of("replies", batch.commands().stream().map(this::reply).toList());
    }

    private Map<String, ?> reply(@Nullable Map<String, @Nullable ApiRequest> command) {
        if (command == null) {
            return Map.of("error", ClientError.BAD_REQUEST);
        }
        var call = Json.firstCall(command);
        return call == null
                ? Map.of("error", ClientError.NOT_FOUND)
                : reply(call.getKey(), call.getValue(), call.getKey());
    }

    /** Carries out one request; its result is the value of the given field. */
    private Map<String, ?> reply(String method, @Nullable ApiRequest request, String field) {
        try {
            return Map.of(field, result(method, request));
        } catch (Rejected e) {
            return Map.of("error", e.error);
        }
    }

    private Object result(String method, @Nullable ApiRequest request) throws Rejected {
        if (NOT_AVAILABLE.contains(method)) {
            throw new Rejected(ClientError.NOT_AVAILABLE);
        }
        if (request == null) {
            throw new Rejected(ClientError.BAD_REQUEST);
        }
        return switch (method) {
            case "publish" -> channels.publish(request);
            case "history" -> channels.history(request.channel(), request.since(), request.limit(), request.reverse());
            default -> throw new Rejected(ClientError.NOT_FOUND);
        };
    }

    private boolean isAuthorized(Context context) {
        var given = Objects.requireNonNullElse(context.header("X-API-Key"), "");
        return MessageDigest.isEqual(bytes(settings.apiKey()), bytes(given));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void json(Context context, String json) {
        context.contentType(ContentType.APPLICATION_JSON).result(json);
    }
}
