package dev.llmemulator.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.javalin.http.HttpStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An error reply of media type {@code application/problem+json} (RFC 9457).
 *
 * @param type always {@code about:blank}, because the status tells the kind
 * @param errors each field that is wrong; empty when no field is to blame
 * @param tokens number of tokens that went out before the answer broke off; null when no answer was begun
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record Problem(
        String type,
        String title,
        int status,
        String detail,
        List<FieldError> errors,
        @Nullable Integer tokens) {
    static final String CONTENT_TYPE = "application/problem+json";

    record FieldError(String field, String detail) {}

    static Problem of(int status, String detail) {
        return new Problem("about:blank", title(status), status, detail, List.of(), null);
    }

    static Problem of(HttpStatus status, String detail) {
        return of(status.getCode(), detail);
    }

    static Problem ofFields(List<FieldError> errors) {
        var status = HttpStatus.BAD_REQUEST.getCode();
        var detail = errors.size() == 1 ? "A field is not usable" : errors.size() + " fields are not usable";
        return new Problem("about:blank", title(status), status, detail, errors, null);
    }

    Problem afterTokens(int count) {
        return new Problem(type, title, status, detail, errors, count);
    }

    private static String title(int status) {
        return HttpStatus.forStatus(status).getMessage();
    }
}
