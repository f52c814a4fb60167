package dev.llmemulator.http;

import dev.llmemulator.answer.Model;
import dev.llmemulator.stream.AnswerResult;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.Header;
import io.javalin.http.HttpStatus;
import java.math.BigDecimal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code POST /api/run}: begins an answer and replies when it has ended. Holds no thread in between. */
public record RunHandler(AnswerDesk desk, Model defaults) implements Handler {
    private static final Logger LOG = LoggerFactory.getLogger(RunHandler.class);

    private static final int CLIENT_CLOSED_REQUEST = 499;

    /**
     * The reply to a complete answer.
     *
     * @param seed sent again, it gives the same answer
     * @param ideal seconds from the start until the last token was due, exact to the microsecond
     * @param instance name of the instance whose clock stamped the tokens, as in {@code /health}
     * @param answer names the answer in its publications
     */
    public record Reply(
            String session_id,
            String response,
            int tokens,
            String sha256,
            long seed,
            String model,
            BigDecimal ideal,
            String instance,
            String answer) {}

    @Override
    public void handle(Context ctx) {
        var reply = run(ctx, RunRequest.of(JsonBody.object(desk.question(ctx)), defaults));
        ctx.future(() -> reply.thenAccept(ctx::json));
    }

    /**
     * Begins an answer and publishes it.
     *
     * @return completes when the answer has ended; with a {@link ProblemException} if it broke off
     */
    public CompletableFuture<Reply> run(Context ctx, RunRequest request) {
        var admitted = desk.begin(
                ctx,
                request.sessionId(),
                request.answer(),
                answers -> answers.begin(request.sessionId(), request.answerId(), request.answer()));
        var running = admitted.running();
        return running.result()
                .thenApplyAsync(
                        result -> {
                            if (!admitted.release()) {
                                ctx.header(Header.CONNECTION, "close");
                            }
                            return reply(ctx, request, running.id(), result);
                        },
                        desk.replies());
    }

    private Reply reply(Context ctx, RunRequest request, String answerId, AnswerResult result) {
        return switch (result.end()) {
            case COMPLETE ->
                new Reply(
                        request.sessionId(),
                        result.text(),
                        result.tokens(),
                        result.sha256(),
                        request.answer().seed(),
                        request.answer().model().name(),
                        BigDecimal.valueOf(TimeUnit.NANOSECONDS.toMicros(result.idealNs()), 6),
                        desk.health().instance(),
                        answerId);
            case HUNG_UP -> throw new ProblemException(Problem.of(CLIENT_CLOSED_REQUEST, "The client hung up"));
            case CANCELLED ->
                throw new ProblemException(Problem.of(HttpStatus.CONFLICT, result.detail())
                        .ofAnswer(answerId, result.tokens(), result.unacknowledged()));
            // Never 503, which says that nothing was done: a load balancer may send such a request again elsewhere.
            case PUBLISH_FAILED, CUT_OFF -> {
                LOG.info(
                        "Replied that the answer broke off. [session={}, request_id={}]",
                        request.sessionId(),
                        Caller.of(ctx).requestId);
                throw new ProblemException(Problem.of(HttpStatus.BAD_GATEWAY, result.detail())
                        .ofAnswer(answerId, result.tokens(), result.unacknowledged()));
            }
        };
    }
}
