package dev.llmemulator.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmemulator.answer.Model;
import dev.llmemulator.answer.Models;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Takes the fields of a request one by one and gathers all errors, so that one reply names them all. */
final class RequestFields {
    static final String SESSION_IDS = "must be 1 to 128 characters of A-Z a-z 0-9 - _";

    static final Pattern SESSION_ID = Pattern.compile("[A-Za-z0-9_-]{1,128}");
    static final Pattern ANSWER_ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final BigDecimal NANOS_PER_SECOND = BigDecimal.valueOf(1_000_000_000);

    private final ObjectNode left;

    private final Map<String, String> errors = new LinkedHashMap<>();

    RequestFields(ObjectNode request) {
        this.left = request;
    }

    private Optional<JsonNode> take(String field) {
        return Optional.ofNullable(left.remove(field));
    }

    /** Takes a required string. Returns an empty one if it is missing or wrong. */
    String text(String field) {
        var value = take(field);
        if (value.isEmpty()) {
            wrong(field, "is required");
        } else if (!value.get().isTextual()) {
            wrong(field, "must be a string");
        }
        return value.map(JsonNode::textValue).orElse("");
    }

    String sessionId(String field) {
        var text = text(field);
        if (!isSessionId(text)) {
            wrong(field, SESSION_IDS);
        }
        return text;
    }

    static boolean isSessionId(String text) {
        return SESSION_ID.matcher(text).matches();
    }

    /** Takes an id that the caller may choose; null if it leaves it out. */
    @Nullable
    String answerId(String field) {
        var value = take(field);
        var id = value.map(JsonNode::textValue)
                .filter(given -> ANSWER_ID.matcher(given).matches());
        return checked(field, value, id, "must be 1 to 64 characters of A-Z a-z 0-9 - _")
                .orElse(null);
    }

    Optional<Long> integer(String field, long least, long most) {
        var value = take(field);
        var number = value.filter(JsonNode::isIntegralNumber)
                .filter(JsonNode::canConvertToLong)
                .map(JsonNode::longValue)
                .filter(given -> given >= least && given <= most);
        return checked(field, value, number, "must be a whole number from %d to %d".formatted(least, most));
    }

    /** Takes a number of seconds from 0 to {@code most}, fractions allowed, exact to the nanosecond. */
    Optional<Duration> seconds(String field, Duration most) {
        var bound = BigDecimal.valueOf(most.toSeconds());
        var value = take(field);
        var time = value.filter(JsonNode::isNumber)
                // GraphQL makes infinity of 1e999, and infinity has no decimal value.
                .filter(given -> Double.isFinite(given.doubleValue()))
                .map(JsonNode::decimalValue)
                .filter(given -> given.signum() >= 0 && given.compareTo(bound) <= 0)
                .map(given -> Duration.ofNanos(given.multiply(NANOS_PER_SECOND).longValue()));
        return checked(field, value, time, "must be a number of seconds from 0 to " + bound);
    }

    Optional<Model> model(String field) {
        var value = take(field);
        var model = value.map(JsonNode::textValue).flatMap(Models::named);
        return checked(field, value, model, "must be one of " + String.join(", ", Models.names()));
    }

    private <T> Optional<T> checked(String field, Optional<JsonNode> value, Optional<T> result, String detail) {
        if (value.isPresent() && result.isEmpty()) {
            wrong(field, detail);
        }
        return result;
    }

    /** Throws all errors as one problem. A field that is left is an error too, because it may be a misspelt one. */
    void throwIfAnyIsWrong() {
        left.fieldNames().forEachRemaining(field -> wrong(field, "is not known"));
        if (!errors.isEmpty()) {
            throw new ProblemException(Problem.ofFields(errors));
        }
    }

    private void wrong(String field, String detail) {
        errors.putIfAbsent(field, detail);
    }
}
