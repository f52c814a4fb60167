package dev.llmemulator.http;

import dev.llmemulator.stream.AnswerResult.End;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpStatus;
import java.util.Map;

/**
 * {@code DELETE /api/run/{session_id}}: cancels the answer that this instance publishes there. Replies 204 once its readers
 * were told, and no token of it will follow.
 */
record CancelHandler(AnswerDesk desk) implements Handler {
    @Override
    public void handle(Context ctx) {
        var sessionId = ctx.pathParam("session_id");
        if (!RequestFields.isSessionId(sessionId)) {
            throw new ProblemException(Problem.ofFields(Map.of("session_id", RequestFields.SESSION_IDS)));
        }
        var ended = desk.cancel(ctx, sessionId);
        if (ended == null) {
            throw nothingToCancel();
        }
        ctx.future(() -> ended.thenAcceptAsync(
                result -> {
                    if (result.end() != End.CANCELLED) {
                        throw nothingToCancel();
                    }
                    ctx.status(HttpStatus.NO_CONTENT);
                },
                desk.replies()));
    }

    // Behind a load balancer another instance may have it, and this status lets the balancer ask there.
    private static ProblemException nothingToCancel() {
        return new ProblemException(
                Problem.of(HttpStatus.NOT_FOUND, "No answer of the session is in progress at this instance"));
    }
}
