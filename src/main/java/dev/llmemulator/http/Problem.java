package dev.llmemulator.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.llmemulator.stream.OneLine;
import io.javalin.http.HttpStatus;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An error reply of media type {@code application/problem+json} (RFC 9457).
 *
 * @param type always {@code about:blank}, because the status tells the kind
 * @param errors each field that is wrong, up to ten; empty when no field is to blame
 * @param tokens number of tokens that went out before the answer broke off; null when no answer was begun
 * @param unacknowledged tokens after these that may have gone out as well; null when no answer was begun
 * @param answer id of the answer that broke off; null when no answer was begun
 * @param request_id as in the header {@code X-Request-Id} of the reply
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        List<FieldError> errors,
        @Nullable Integer tokens,
        @Nullable Integer unacknowledged,
        @Nullable String answer,
        @Nullable String request_id) {
    private static final int MOST_ERRORS = 10;

    static final String CONTENT_TYPE = "application/problem+json";

    public record FieldError(String field, String detail) {}

    static Problem of(int status, String detail) {
        return new Problem("about:blank", title(status), status, detail, List.of(), null, null, null, null);
    }

    public static Problem of(HttpStatus status, String detail) {
        return of(status.getCode(), detail);
    }

    /** Names the first errors of all, each a field and what is wrong with it. */
    static Problem ofFields(Map<String, String> errors) {
        var status = HttpStatus.BAD_REQUEST.getCode();
        var detail = errors.size() == 1 ? "A field is not usable" : errors.size() + " fields are not usable";
        if (errors.size() > MOST_ERRORS) {
            detail += "; named are %d, and there are %d more".formatted(MOST_ERRORS, errors.size() - MOST_ERRORS);
        }
        var first = errors.entrySet().stream()
                .limit(MOST_ERRORS)
                .map(error -> new FieldError(OneLine.of(error.getKey()), error.getValue()))
                .toList();
        return new Problem("about:blank", title(status), status, detail, first, null, null, null, null);
    }

    public Problem ofAnswer(String id, int sent, int maybeSent) {
        return new Problem(type, title, status, detail, errors, sent, maybeSent, id, request_id);
    }

    Problem ofRequest(String id) {
        return new Problem(type, title, status, detail, errors, tokens, unacknowledged, answer, id);
    }

    private static String title(int status) {
        return HttpStatus.forStatus(status).getMessage();
    }
}
