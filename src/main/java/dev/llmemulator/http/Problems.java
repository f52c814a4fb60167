package dev.llmemulator.http;

import dev.llmemulator.settings.HttpSettings;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.javalin.http.MethodNotAllowedResponse;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes problems; turns whatever a route throws into one. */
final class Problems {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    private Problems() {}

    static void handleAll(RoutesConfig routes) {
        routes.exception(ProblemException.class, (e, ctx) -> write(ctx, e.problem(), e.retryAfter()));
        routes.exception(MethodNotAllowedResponse.class, (e, ctx) -> {
            ctx.header(Header.ALLOW, String.join(", ", e.getDetails().values()));
            write(ctx, Problem.of(e.getStatus(), ctx.path() + " does not take " + ctx.method()), null);
        });
        routes.exception(
                HttpResponseException.class, (e, ctx) -> write(ctx, Problem.of(e.getStatus(), detail(e, ctx)), null));
        // Of the client's making: it broke off its request or sent it too slowly, and will hardly read this.
        routes.exception(
                IOException.class,
                (e, ctx) -> write(ctx, Problem.of(HttpStatus.BAD_REQUEST, "The body broke off"), null));
        routes.exception(Exception.class, (e, ctx) -> {
            LOG.error("Request failed. [method={}, path={}]", ctx.method(), ctx.path(), e);
            write(ctx, Problem.of(HttpStatus.INTERNAL_SERVER_ERROR, "The emulator failed; its log says why"), null);
        });
    }

    static void write(Context ctx, Problem problem, @Nullable Duration retryAfter) {
        if (retryAfter != null) {
            ctx.header(Header.RETRY_AFTER, Long.toString(retryAfter.toSeconds()));
        }
        // After json(), which sets a content type of its own.
        ctx.status(problem.status()).json(problem).contentType(Problem.CONTENT_TYPE);
    }

    private static String detail(HttpResponseException e, Context ctx) {
        return switch (HttpStatus.forStatus(e.getStatus())) {
            case NOT_FOUND -> "There is no " + ctx.path();
            case CONTENT_TOO_LARGE -> "The body is larger than %d bytes".formatted(HttpSettings.MAX_BODY_BYTES);
            default -> String.valueOf(e.getMessage());
        };
    }
}
