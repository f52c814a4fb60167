package dev.llmemulator.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Carries a problem from where it is found to the one place that writes it. */
final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Problem problem;
    private final @Nullable Duration retryAfter;

    ProblemException(Problem problem) {
        this(problem, null);
    }

    ProblemException(Problem problem, @Nullable Duration retryAfter) {
        // Answers a request and says nothing about the program: a stack trace would only cost.
        super(problem.detail(), null, false, false);
        this.problem = problem;
        this.retryAfter = retryAfter;
    }

    Problem problem() {
        return problem;
    }

    /** When the client may try again; null when that would not help. */
    @Nullable
    Duration retryAfter() {
        return retryAfter;
    }
}
