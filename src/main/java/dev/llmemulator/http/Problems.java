package dev.llmemulator.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.llmemulator.stream.OneLine;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.javalin.http.MethodNotAllowedResponse;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers every failure as a {@link Problem}: what a route throws, and what Jetty refuses before it reaches a route.
 */
final class Problems extends ErrorHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    private final JsonMapper json;
    private final ClientAddress addresses;
    private final OtherApis others;
    private final Audit audit;
    private final ServerMetrics metrics;

    /** @param others APIs whose errors have another form */
    Problems(JsonMapper json, ClientAddress addresses, OtherApis others, Audit audit, ServerMetrics metrics) {
        this.json = json;
        this.addresses = addresses;
        this.others = others;
        this.audit = audit;
        this.metrics = metrics;
    }

    void handleAll(RoutesConfig routes) {
        routes.exception(ProblemException.class, (e, ctx) -> {
            audit.replied(Caller.of(ctx), ctx.method().name(), ctx.path(), e.problem.status(), e.problem.detail());
            reply(ctx, e.problem);
        });
        routes.exception(MethodNotAllowedResponse.class, (e, ctx) -> {
            ctx.header(Header.ALLOW, String.join(", ", e.getDetails().values()));
            reply(ctx, Problem.of(e.getStatus(), OneLine.of(ctx.path()) + " does not take " + method(ctx)));
        });
        routes.exception(
                HttpResponseException.class, (e, ctx) -> reply(ctx, Problem.of(e.getStatus(), detail(e, ctx))));
        routes.exception(Exception.class, (e, ctx) -> {
            LOG.error(
                    "Request failed. [method={}, path={}, request_id={}]",
                    method(ctx),
                    OneLine.of(ctx.path()),
                    Caller.of(ctx).requestId,
                    e);
            reply(ctx, Problem.of(HttpStatus.INTERNAL_SERVER_ERROR, "The emulator failed; its log says why"));
        });
    }

    private void reply(Context ctx, Problem problem) {
        var other = others.with(ctx.path());
        if (other.isPresent()) {
            ctx.status(problem.status()).json(other.get().error(problem.status(), problem.detail()));
            return;
        }
        // After json(), which sets a content type of its own.
        ctx.status(problem.status())
                .json(problem.ofRequest(Caller.of(ctx).requestId))
                .contentType(Problem.CONTENT_TYPE);
    }

    /** Of any word that a client may send. */
    private static String method(Context ctx) {
        return OneLine.of(ctx.method().name());
    }

    private static String detail(HttpResponseException e, Context ctx) {
        return switch (HttpStatus.forStatus(e.getStatus())) {
            case NOT_FOUND -> "There is no " + OneLine.of(ctx.path());
            default -> OneLine.of(String.valueOf(e.getMessage()));
        };
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws JsonProcessingException {
        var message = request.getAttribute(ERROR_MESSAGE);
        var detail = message == null ? "The request could not be understood" : OneLine.of(message.toString());
        var caller = Caller.of(request, addresses);
        // A request that is no valid HTTP did not come past the guard.
        caller.mark(response);
        var outcome = RequestOutcome.of(request, response, metrics);
        var path = Request.getPathInContext(request);
        var other = others.with(path);
        response.getHeaders()
                .put(HttpHeader.CONTENT_TYPE, other.isPresent() ? "application/json" : Problem.CONTENT_TYPE);
        if (response.getStatus() == HttpStatus.SERVICE_UNAVAILABLE.getCode()) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, 1);
            if (!outcome.isExplained()) {
                // Jetty's own, while it shuts down.
                outcome.refused(RefusalReason.SHUTTING_DOWN);
            }
        }
        audit.replied(caller, request.getMethod(), path, response.getStatus(), detail);
        var body = other.isPresent()
                ? other.get().error(response.getStatus(), detail)
                : Problem.of(response.getStatus(), detail).ofRequest(caller.requestId);
        response.write(true, ByteBuffer.wrap(json.writeValueAsBytes(body)), callback);
        return true;
    }
}
