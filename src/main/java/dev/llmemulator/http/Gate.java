package dev.llmemulator.http;

import dev.llmemulator.access.Access;
import dev.llmemulator.access.Client;
import dev.llmemulator.access.ClientLimits;
import dev.llmemulator.access.Refusal;
import dev.llmemulator.answer.Answer;
import dev.llmemulator.stream.RunningAnswer;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.Header;
import io.javalin.http.HttpStatus;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lets clients through who may do what they ask for, and turns all others away with a problem. */
record Gate(Access access, ClientLimits limits) implements Handler {
    private static final String REALM = "Bearer realm=\"llm-emulator\"";

    /** What takes something of a client's limits. */
    private interface Wish {
        void grant() throws Refusal;
    }

    /**
     * Finds out who asks, for every path but those for operators, so that a path that comes later is guarded as well.
     */
    @Override
    public void handle(Context ctx) {
        if (!Guard.isForOperators(ctx.path())) {
            var caller = Caller.of(ctx);
            var address = caller.address.id().substring(caller.address.id().indexOf(':') + 1);
            try {
                caller.provedToBe(access.client(ctx.header(Header.AUTHORIZATION), address));
            } catch (Refusal e) {
                throw refused(ctx, e);
            }
        }
    }

    /** Counts a question, before anything is spent on it. */
    void countQuestion(Context ctx) {
        grant(ctx, () -> limits.question(Caller.of(ctx).client().id()));
    }

    /**
     * Begins an answer that the client may have. It takes its place among the client's answers until it has ended.
     *
     * @param sessionId where the answer is published; null if only the client gets it
     */
    RunningAnswer admit(Context ctx, @Nullable String sessionId, Answer answer, Supplier<RunningAnswer> begin) {
        var client = Caller.of(ctx).client();
        var tokens = limits.countsTokens() ? answer.tokenCount() : 0;
        grant(ctx, () -> {
            if (sessionId != null) {
                client.requireSession(sessionId);
            }
            limits.answer(client.id(), tokens);
        });
        // Before it begins, because a stream may send its head at once.
        tellWhatIsLeft(ctx, client);
        RunningAnswer running;
        try {
            running = begin.get();
        } catch (RuntimeException e) {
            limits.notBegun(client.id(), tokens);
            tellWhatIsLeft(ctx, client);
            throw e;
        }
        var unused = running.result().thenRun(() -> limits.ended(client.id()));
        return running;
    }

    /** Lets the client do something to an answer of this session. */
    void requireSession(Context ctx, String sessionId) {
        grant(ctx, () -> Caller.of(ctx).client().requireSession(sessionId));
    }

    private void grant(Context ctx, Wish wish) {
        try {
            wish.grant();
        } catch (Refusal e) {
            tellWhatIsLeft(ctx, Caller.of(ctx).client());
            throw refused(ctx, e);
        }
    }

    private void tellWhatIsLeft(Context ctx, Client client) {
        if (limits.isOn()) {
            ctx.header("RateLimit-Policy", limits.policy());
            ctx.header("RateLimit", limits.left(client.id()));
        }
    }

    private static ProblemException refused(Context ctx, Refusal refusal) {
        RequestOutcome.of(ctx).refused(RefusalReason.of(refusal));
        var status = switch (refusal.reason()) {
            case UNKNOWN, NOT_BELIEVED -> HttpStatus.UNAUTHORIZED;
            case FORBIDDEN -> HttpStatus.FORBIDDEN;
            case TOO_MUCH -> HttpStatus.TOO_MANY_REQUESTS;
            case UNDECIDED -> HttpStatus.SERVICE_UNAVAILABLE;
        };
        switch (refusal.reason()) {
            case UNKNOWN -> ctx.header(Header.WWW_AUTHENTICATE, REALM);
            case NOT_BELIEVED -> ctx.header(Header.WWW_AUTHENTICATE, challenge("invalid_token", refusal));
            case FORBIDDEN -> ctx.header(Header.WWW_AUTHENTICATE, challenge("insufficient_scope", refusal));
            case TOO_MUCH, UNDECIDED ->
                ctx.header(
                        Header.RETRY_AFTER, Long.toString(refusal.retryAfter().toSeconds()));
        }
        return new ProblemException(Problem.of(status, String.valueOf(refusal.getMessage())));
    }

    private static String challenge(String error, Refusal refusal) {
        return "%s, error=\"%s\", error_description=\"%s\"".formatted(REALM, error, refusal.getMessage());
    }
}
