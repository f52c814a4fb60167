package dev.llmemulator.graphql;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.llmemulator.http.Problem;
import dev.llmemulator.stream.OneLine;
import graphql.ErrorType;
import graphql.ExecutionResult;
import graphql.GraphQLError;
import io.javalin.http.HttpStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Errors as GraphQL has them; {@code extensions} has the status and a code that programs can tell them apart by. */
final class Errors {
    static final String FAILED = "The emulator failed; its log says why";

    private static final int MOST_ERRORS = 10;
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

    private Errors() {}

    /** The body of a reply to a request that is not even read as GraphQL. */
    static Map<String, Object> body(int status, String detail) {
        return Map.of("errors", List.of(Map.of("message", detail, "extensions", extensions(status))));
    }

    static Map<String, Object> body(Problem problem) {
        return Map.of("errors", List.of(Map.of("message", problem.detail(), "extensions", extensions(problem))));
    }

    /** All that a problem tells, but for what the error has elsewhere. */
    static Map<String, Object> extensions(Problem problem) {
        var extensions = extensions(problem.status());
        var fields = JSON.convertValue(problem, MAP);
        fields.keySet().removeAll(List.of("type", "title", "status", "detail"));
        extensions.putAll(fields);
        return extensions;
    }

    static Map<String, Object> extensions(int status) {
        var extensions = new LinkedHashMap<String, Object>();
        extensions.put("status", status);
        extensions.put("code", HttpStatus.forStatus(status).name());
        return extensions;
    }

    /** A result as JSON has it. The first errors stand for all, because a client can make many long ones. */
    static Map<String, Object> body(ExecutionResult result) {
        var body = result.toSpecification();
        if (!result.getErrors().isEmpty()) {
            body.put(
                    "errors",
                    result.getErrors().stream()
                            .limit(MOST_ERRORS)
                            .map(Errors::error)
                            .toList());
        }
        return body;
    }

    private static Map<String, Object> error(GraphQLError error) {
        var fields = error.toSpecification();
        fields.put("message", OneLine.of(error.getMessage()));
        fields.put("extensions", extensions(error));
        return fields;
    }

    /** Those that a problem has got, else what graphql-java tells of the kind of error. */
    private static Map<String, Object> extensions(GraphQLError error) {
        var given = error.getExtensions();
        if (given != null && given.containsKey("status")) {
            return given;
        }
        var extensions = extensions(HttpStatus.BAD_REQUEST.getCode());
        if (error.getErrorType() == ErrorType.InvalidSyntax) {
            extensions.put("code", "GRAPHQL_PARSE_FAILED");
        } else if (error.getErrorType() == ErrorType.ValidationError) {
            extensions.put("code", "GRAPHQL_VALIDATION_FAILED");
        }
        return extensions;
    }
}
