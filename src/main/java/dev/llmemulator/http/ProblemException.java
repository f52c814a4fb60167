package dev.llmemulator.http;

/** Carries a problem from where it is found to {@link Problems}, which writes it. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1;

    final transient Problem problem;

    public ProblemException(Problem problem) {
        // Without a stack trace, because the fault is the request's.
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
