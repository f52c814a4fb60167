package dev.llmemulator.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Carries a problem from where it is found to {@link Problems}, which writes it. */
final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Problem problem;
    private final @Nullable Duration retryAfter;

    ProblemException(Problem problem) {
        this(problem, null);
    }

    ProblemException(Problem problem, @Nullable Duration retryAfter) {
        // Without a stack trace, because the fault is the request's.
        super(problem.detail(), null, false, false);
        this.problem = problem;
        this.retryAfter = retryAfter;
    }

    Problem problem() {
        return problem;
    }

    /** How long the client should wait before it tries again; null when that would not help. */
    @Nullable
    Duration retryAfter() {
        return retryAfter;
    }
}
