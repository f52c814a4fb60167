package dev.llmemulator.http;

import org.jspecify.annotations.Nullable;

/** Told what becomes of one request. */
public interface RequestTrace {
    /** That of a request without one. */
    RequestTrace NONE = new RequestTrace() {};

    /** Something that a request causes. */
    interface Part<T, E extends Exception> {
        T run() throws E;
    }

    /** Runs something as a part of the request: what the calling thread begins meanwhile belongs to it. */
    default <T, E extends Exception> T within(Part<T, E> part) throws E {
        return part.run();
    }

    /**
     * The request has got its reply, or never will.
     *
     * @param route the pattern of its path, or {@link RequestOutcome#NO_ROUTE}
     * @param status of the reply; 0 if there is none
     * @param refusal why it was refused, if it was
     * @param failure why the reply could not be written, if so
     */
    default void ended(String route, int status, @Nullable RefusalReason refusal, @Nullable Throwable failure) {}
}
