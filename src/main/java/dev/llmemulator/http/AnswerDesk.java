package dev.llmemulator.http;

import dev.llmemulator.answer.Answer;
import dev.llmemulator.stream.AnswerResult;
import dev.llmemulator.stream.AnswerResult.End;
import dev.llmemulator.stream.Answers;
import dev.llmemulator.stream.RefusedException;
import dev.llmemulator.stream.RefusedException.Reason;
import dev.llmemulator.stream.RunningAnswer;
import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.http.MimeTypes;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/** What every endpoint does that begins answers: it keeps the limits, and notices when a client hangs up. */
public final class AnswerDesk {
    /** The names of UTF-8, and of the part of it that some clients name instead. */
    private static final Set<String> UTF_8 = Set.of("utf-8", "utf8", "us-ascii");

    private final Gate gate;
    private final Audit audit;
    private final Answers answers;
    private final Supplier<Health> health;
    private final Duration maxAnswerTime;
    private final Executor replies;

    AnswerDesk(
            Gate gate,
            Audit audit,
            Answers answers,
            Supplier<Health> health,
            Duration maxAnswerTime,
            Executor replies) {
        this.gate = gate;
        this.audit = audit;
        this.answers = answers;
        this.health = health;
        this.maxAnswerTime = maxAnswerTime;
        this.replies = replies;
    }

    /** Begins one answer. */
    public interface Beginning {
        RunningAnswer begin(Answers answers) throws RefusedException;
    }

    /** An answer whose client waits for it. */
    public record Admitted(RunningAnswer running, HangUpWatch watch, Scheduler.Task limit) {
        /**
         * Stops to wait for a hang-up. Call it before the request ends.
         *
         * @return whether the connection can be kept
         */
        public boolean release() {
            limit.cancel();
            return watch.stop();
        }
    }

    /** Runs what ends a request, so that it holds up no publishing thread. */
    public Executor replies() {
        return replies;
    }

    public Health health() {
        return health.get();
    }

    /** Logs and counts a refusal that is told within a reply of another status. */
    public void toldWithin(Context ctx, ProblemException e) {
        var outcome = RequestOutcome.of(ctx);
        if (!outcome.isExplained()) {
            outcome.refused(RefusalReason.of(e.problem.status()));
        }
        audit.replied(Caller.of(ctx), ctx.method().name(), ctx.path(), e.problem.status(), e.problem.detail());
    }

    /**
     * Ends the answer with its stream, and the stream with its answer.
     *
     * @return completes when the request has ended
     */
    public CompletableFuture<Void> follow(Admitted admitted, ReplyStream stream) {
        stream.beforeEnd(admitted::release);
        var running = admitted.running();
        var unused = stream.ended().thenAccept(complete -> {
            if (!complete) {
                running.hangUp().run();
            }
        });
        unused = running.result().thenAccept(result -> {
            if (result.end() == End.HUNG_UP) {
                stream.cut();
            }
            stream.breakOff();
        });
        return stream.ended()
                .thenAcceptAsync(
                        // Once more, because a stream that is broken off has no last piece.
                        complete -> admitted.release(),
                        replies);
    }

    /** Takes the JSON of a question, which counts from now on. */
    public byte[] question(Context ctx) {
        gate.countQuestion(ctx);
        // Not ctx.contentType(), which throws on a charset that Java does not know.
        var contentType = Objects.requireNonNullElse(ctx.header(Header.CONTENT_TYPE), "");
        var mediaType = contentType.split(";", 2)[0].strip();
        var charset = MimeTypes.getCharsetFromContentType(contentType);
        if (!mediaType.equalsIgnoreCase("application/json") || (charset != null && !UTF_8.contains(charset))) {
            throw new ProblemException(Problem.of(
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE, "Send the body as Content-Type: application/json, in UTF-8"));
        }
        try {
            // Not ctx.bodyAsBytes(), which keeps the body as long as the answer takes.
            return ctx.bodyInputStream().readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("Bytes in memory can be read", e);
        }
    }

    /**
     * Begins an answer that the client may have.
     *
     * @param sessionId where the answer is published; null if only the client gets it
     */
    public Admitted begin(Context ctx, @Nullable String sessionId, Answer answer, Beginning beginning) {
        var running = gate.admit(ctx, sessionId, answer, () -> begin(ctx, answer, beginning));
        var watch = HangUpWatch.start(ctx.req(), running.hangUp());
        var limit = ServletContextRequest.getServletContextRequest(ctx.req())
                .getComponents()
                .getScheduler()
                .schedule(
                        () -> running.cutOff().accept("The answer took longer than " + maxAnswerSeconds() + " s"),
                        maxAnswerTime.toMillis(),
                        TimeUnit.MILLISECONDS);
        return new Admitted(running, watch, limit);
    }

    /** Cancels a session's answer, if the client may; see {@link Answers#cancel}. */
    @Nullable
    CompletableFuture<AnswerResult> cancel(Context ctx, String sessionId) {
        gate.requireSession(ctx, sessionId);
        return answers.cancel(sessionId);
    }

    private RunningAnswer begin(Context ctx, Answer answer, Beginning beginning) {
        if (!answer.endsWithin(maxAnswerTime)) {
            throw new ProblemException(Problem.of(
                    HttpStatus.BAD_REQUEST,
                    "The answer would take longer than %s s (MAX_ANSWER_SECONDS)".formatted(maxAnswerSeconds())));
        }
        try {
            return RequestOutcome.of(ctx).trace().within(() -> beginning.begin(answers));
        } catch (RefusedException e) {
            RequestOutcome.of(ctx).refused(RefusalReason.of(e));
            var status =
                    e.reason() == Reason.SESSION_BUSY ? HttpStatus.TOO_MANY_REQUESTS : HttpStatus.SERVICE_UNAVAILABLE;
            ctx.header(Header.RETRY_AFTER, Long.toString(e.retryAfter().toSeconds()));
            throw new ProblemException(Problem.of(status, String.valueOf(e.getMessage())));
        }
    }

    private String maxAnswerSeconds() {
        return BigDecimal.valueOf(maxAnswerTime.toMillis(), 3)
                .stripTrailingZeros()
                .toPlainString();
    }
}
