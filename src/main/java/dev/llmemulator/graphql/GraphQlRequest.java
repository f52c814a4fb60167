package dev.llmemulator.graphql;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.llmemulator.http.JsonBody;
import dev.llmemulator.http.Problem;
import dev.llmemulator.http.ProblemException;
import io.javalin.http.HttpStatus;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The body of a request as GraphQL over HTTP has it. Fields that it does not know are ignored, as that wants it. */
record GraphQlRequest(String query, @Nullable String operationName, Map<String, Object> variables) {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

    /** @throws ProblemException with status 400 if it is none */
    static GraphQlRequest of(byte[] body) {
        var fields = JsonBody.object(body);
        var query = fields.path("query");
        check(query.isTextual(), "query is required and must be a string");
        var name = given(fields.get("operationName"));
        check(name.isNull() || name.isTextual(), "operationName must be a string");
        var variables = given(fields.get("variables"));
        check(variables.isNull() || variables.isObject(), "variables must be an object");
        var extensions = given(fields.get("extensions"));
        check(extensions.isNull() || extensions.isObject(), "extensions must be an object");
        return new GraphQlRequest(
                query.textValue(), name.textValue(), variables.isNull() ? Map.of() : JSON.convertValue(variables, MAP));
    }

    private static JsonNode given(@Nullable JsonNode value) {
        return value == null ? NullNode.getInstance() : value;
    }

    private static void check(boolean isRight, String detail) {
        if (!isRight) {
            throw new ProblemException(Problem.of(HttpStatus.BAD_REQUEST, detail));
        }
    }
}
