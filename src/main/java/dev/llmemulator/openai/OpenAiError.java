package dev.llmemulator.openai;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong, in OpenAI's form.
 *
 * @param param the parameter that is to blame, such as {@code messages[0].content}
 */
record OpenAiError(
        String message,
        String type,
        @Nullable String param,
        @Nullable String code) {
    static final String INVALID_REQUEST = "invalid_request_error";
    static final String SERVER_ERROR = "server_error";

    /** The error that goes with a status. */
    static OpenAiError of(int status, String message) {
        return switch (status) {
            case 401 -> new OpenAiError(message, INVALID_REQUEST, null, "invalid_api_key");
            case 403 -> new OpenAiError(message, "permission_error", null, "insufficient_permissions");
            case 404 -> new OpenAiError(message, INVALID_REQUEST, null, "unknown_url");
            case 405 -> new OpenAiError(message, INVALID_REQUEST, null, "method_not_supported");
            case 429 -> new OpenAiError(message, "requests", null, "rate_limit_exceeded");
            default -> new OpenAiError(message, status >= 500 ? SERVER_ERROR : INVALID_REQUEST, null, null);
        };
    }

    /** The body of a reply, or the data of an event. */
    Map<String, OpenAiError> body() {
        return Map.of("error", this);
    }
}
