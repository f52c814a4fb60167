package dev.llmemulator.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmemulator.answer.Model;
import dev.llmemulator.answer.Models;
import dev.llmemulator.http.Problem.FieldError;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the fields of a request and gathers all errors, so that one reply names them all. */
final class RequestFields {
    private static final Pattern SESSION_ID = Pattern.compile("[A-Za-z0-9_-]{1,128}");
    private static final BigDecimal NANOS_PER_SECOND = BigDecimal.valueOf(1_000_000_000);

    private final JsonNode object;
    private final Set<String> known;
    private final List<FieldError> errors = new ArrayList<>();

    /** @param known the names of all fields that may be sent */
    RequestFields(JsonNode object, Set<String> known) {
        this.object = object;
        this.known = known;
    }

    String sessionId(String field) {
        var text = text(field);
        if (!SESSION_ID.matcher(text).matches() && has(field)) {
            wrong(field, "must be 1 to 128 characters of A-Z a-z 0-9 - _");
        }
        return text;
    }

    String text(String field) {
        if (!has(field)) {
            wrong(field, "is required");
            return "";
        }
        var value = object.get(field);
        if (!value.isTextual()) {
            wrong(field, "must be a string");
        }
        return value.asText();
    }

    long integer(String field, long fallback, long least, long most) {
        if (!has(field)) {
            return fallback;
        }
        var value = object.get(field);
        if (!value.isIntegralNumber()
                || !value.canConvertToLong()
                || value.longValue() < least
                || value.longValue() > most) {
            wrong(field, "must be a whole number from %d to %d".formatted(least, most));
            return fallback;
        }
        return value.longValue();
    }

    /** Reads a number of seconds from 0 to {@code most}, fractions allowed, exact to the nanosecond. */
    Duration seconds(String field, Duration fallback, Duration most) {
        if (!has(field)) {
            return fallback;
        }
        var value = object.get(field);
        var bound = BigDecimal.valueOf(most.toSeconds());
        if (!value.isNumber()
                || value.decimalValue().signum() < 0
                || value.decimalValue().compareTo(bound) > 0) {
            wrong(field, "must be a number of seconds from 0 to " + bound);
            return fallback;
        }
        return Duration.ofNanos(value.decimalValue().multiply(NANOS_PER_SECOND).longValue());
    }

    /** Reads the name of a model. */
    Model model(String field, Model fallback) {
        if (!has(field)) {
            return fallback;
        }
        // asText() gives no model's name for anything but a string.
        var named = Models.named(object.get(field).asText());
        if (named.isEmpty()) {
            wrong(field, "must be one of " + String.join(", ", Models.names()));
        }
        return named.orElse(fallback);
    }

    /** Throws all errors as one problem. An unknown field is an error too, because it may be a misspelt one. */
    void throwIfAnyIsWrong() {
        object.fieldNames().forEachRemaining(field -> {
            if (!known.contains(field)) {
                wrong(field, "is not known");
            }
        });
        if (!errors.isEmpty()) {
            throw new ProblemException(Problem.ofFields(errors));
        }
    }

    /** Whether the request has a field. */
    boolean has(String field) {
        return object.has(field);
    }

    private void wrong(String field, String detail) {
        if (errors.stream().noneMatch(error -> error.field().equals(field))) {
            errors.add(new FieldError(field, detail));
        }
    }
}
