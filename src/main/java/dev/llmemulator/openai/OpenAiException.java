package dev.llmemulator.openai;

import org.jspecify.annotations.Nullable;

/** Refuses a request because of one of its parameters. */
final class OpenAiException extends RuntimeException {
    private static final long serialVersionUID = 1;

    final transient OpenAiError error;

    private OpenAiException(OpenAiError error) {
        // Without a stack trace, because the fault is the request's.
        super(error.message(), null, false, false);
        this.error = error;
    }

    static OpenAiException of(@Nullable String param, String code, String message) {
        return new OpenAiException(new OpenAiError(message, OpenAiError.INVALID_REQUEST, param, code));
    }
}
