package dev.llmemulator.http;

import dev.llmemulator.answer.Model;
import dev.llmemulator.stream.AnswerResult;
import dev.llmemulator.stream.Answers;
import dev.llmemulator.stream.RefusedException;
import dev.llmemulator.stream.RefusedException.Reason;
import dev.llmemulator.stream.RunningAnswer;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.Header;
import io.javalin.http.HttpStatus;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.http.MimeTypes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /api/run}: begins an answer and replies when it has ended. Holds no thread in between.
 *
 * @param replies writes the replies, so that none holds up a publishing thread
 */
record RunHandler(Gate gate, Model defaults, Answers answers, Duration maxAnswerTime, String instance, Executor replies)
        implements Handler {
    private static final Logger LOG = LoggerFactory.getLogger(RunHandler.class);

    private static final int CLIENT_CLOSED_REQUEST = 499;

    /** The names of UTF-8, and of the part of it that some clients name instead. */
    private static final Set<String> UTF_8 = Set.of("utf-8", "utf8", "us-ascii");

    /**
     * The reply to a complete answer.
     *
     * @param seed sent again, it gives the same answer
     * @param ideal seconds from the start until the last token was due, exact to the microsecond
     * @param instance name of the instance whose clock stamped the tokens, as in {@code /health}
     * @param answer names the answer in its publications
     */
    private record Reply(
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
        gate.countQuestion(ctx);
        requireJson(ctx);
        var request = RunRequest.parse(ctx.bodyAsBytes(), defaults);
        var running = gate.admit(ctx, request, () -> begin(ctx, request));
        var watch = HangUpWatch.start(ctx.req(), running.cancel());
        var limit = ServletContextRequest.getServletContextRequest(ctx.req())
                .getComponents()
                .getScheduler()
                .schedule(
                        () -> running.cutOff().accept("The answer took longer than " + maxAnswerSeconds() + " s"),
                        maxAnswerTime.toMillis(),
                        TimeUnit.MILLISECONDS);
        ctx.future(() -> running.result()
                .thenAcceptAsync(
                        result -> {
                            limit.cancel();
                            if (!watch.stop()) {
                                ctx.header(Header.CONNECTION, "close");
                            }
                            reply(ctx, request, running.id(), result);
                        },
                        replies));
    }

    private String maxAnswerSeconds() {
        return BigDecimal.valueOf(maxAnswerTime.toMillis(), 3)
                .stripTrailingZeros()
                .toPlainString();
    }

    private static void requireJson(Context ctx) {
        // Not ctx.contentType(), which throws on a charset that Java does not know.
        var contentType = Objects.requireNonNullElse(ctx.header(Header.CONTENT_TYPE), "");
        var mediaType = contentType.split(";", 2)[0].strip();
        var charset = MimeTypes.getCharsetFromContentType(contentType);
        if (!mediaType.equalsIgnoreCase("application/json") || (charset != null && !UTF_8.contains(charset))) {
            throw new ProblemException(Problem.of(
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE, "Send the body as Content-Type: application/json, in UTF-8"));
        }
    }

    private RunningAnswer begin(Context ctx, RunRequest request) {
        if (!request.answer().endsWithin(maxAnswerTime)) {
            throw new ProblemException(Problem.of(
                    HttpStatus.BAD_REQUEST,
                    "The answer would take longer than %s s (MAX_ANSWER_SECONDS)".formatted(maxAnswerSeconds())));
        }
        try {
            return answers.begin(request.sessionId(), request.answerId(), request.answer());
        } catch (RefusedException e) {
            var status =
                    e.reason() == Reason.SESSION_BUSY ? HttpStatus.TOO_MANY_REQUESTS : HttpStatus.SERVICE_UNAVAILABLE;
            ctx.header(Header.RETRY_AFTER, Long.toString(e.retryAfter().toSeconds()));
            throw new ProblemException(Problem.of(status, String.valueOf(e.getMessage())));
        }
    }

    private void reply(Context ctx, RunRequest request, String answerId, AnswerResult result) {
        switch (result.end()) {
            case COMPLETE ->
                ctx.json(new Reply(
                        request.sessionId(),
                        result.text(),
                        result.tokens(),
                        result.sha256(),
                        request.answer().seed(),
                        request.answer().model().name(),
                        BigDecimal.valueOf(TimeUnit.NANOSECONDS.toMicros(result.idealNs()), 6),
                        instance,
                        answerId));
            case CANCELLED -> ctx.status(CLIENT_CLOSED_REQUEST);
            // Never 503, which says that nothing was done: a load balancer may send such a request again elsewhere.
            case PUBLISH_FAILED, CUT_OFF -> {
                LOG.info(
                        "Replied that the answer broke off. [session={}, request_id={}]",
                        request.sessionId(),
                        Caller.of(ctx).requestId);
                Problems.write(
                        ctx,
                        Problem.of(HttpStatus.BAD_GATEWAY, result.detail())
                                .ofAnswer(answerId, result.tokens(), result.unacknowledged()));
            }
        }
    }
}
