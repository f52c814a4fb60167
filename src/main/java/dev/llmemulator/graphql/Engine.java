package dev.llmemulator.graphql;

import dev.llmemulator.http.AnswerDesk;
import dev.llmemulator.http.ProblemException;
import graphql.ExecutionInput;
import graphql.ExecutionResult;
import graphql.GraphQL;
import graphql.GraphqlErrorBuilder;
import graphql.analysis.MaxQueryComplexityInstrumentation;
import graphql.execution.AbortExecutionException;
import graphql.execution.DataFetcherExceptionHandler;
import graphql.execution.DataFetcherExceptionHandlerResult;
import graphql.introspection.Introspection;
import graphql.parser.ParserOptions;
import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaParser;
import graphql.validation.QueryComplexityLimits;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The schema, what computes its fields, and the limits of a query. Takes a while to make, and many classes. */
final class Engine {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

    /** What introspection may take, which asks for more than any other query that makes sense. */
    private static final QueryComplexityLimits LIMITS =
            QueryComplexityLimits.newLimits().maxDepth(20).maxFieldsCount(500).build();

    /** Twice the words and signs of the usual introspection. Some checks take the square of their number. */
    private static final ParserOptions PARSING = ParserOptions.newParserOptions()
            .maxTokens(1_000)
            .maxWhitespaceTokens(10_000)
            .maxRuleDepth(100)
            .build();

    private static final int RUN = 1_000;

    private final GraphQL graphQl;
    private final boolean introspection;

    /** Computes one of the fields at the root of the schema. */
    interface Field {
        Object value(Context ctx, Map<String, Object> arguments);
    }

    Engine(boolean introspection, AnswerDesk desk, Field health, Field run, Field tokens) {
        this.introspection = introspection;
        var wiring = RuntimeWiring.newRuntimeWiring()
                .scalar(LongScalar.TYPE)
                .type("Query", type -> type.dataFetcher("health", fetcher(health)))
                .type("Mutation", type -> type.dataFetcher("run", fetcher(run)))
                .type("Subscription", type -> type.dataFetcher("tokens", fetcher(tokens)))
                .build();
        var schema = new SchemaGenerator().makeExecutableSchema(new SchemaParser().parse(schema()), wiring);
        graphQl = GraphQL.newGraphQL(schema)
                .defaultDataFetcherExceptionHandler(handler(desk))
                .instrumentation(new OneRun())
                .build();
    }

    private static String schema() {
        try (var file = Objects.requireNonNull(Engine.class.getResourceAsStream("/schema.graphqls"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("The schema is part of the program", e);
        }
    }

    private static DataFetcher<?> fetcher(Field field) {
        return environment -> field.value(context(environment), environment.getArguments());
    }

    private static Context context(DataFetchingEnvironment environment) {
        return Objects.requireNonNull(environment.getGraphQlContext().<Context>get(Context.class));
    }

    CompletableFuture<ExecutionResult> execute(Context ctx, GraphQlRequest request) {
        var input = ExecutionInput.newExecutionInput(request.query())
                .operationName(request.operationName())
                .variables(request.variables())
                .graphQLContext(Map.of(
                        Context.class, ctx,
                        ParserOptions.class, PARSING,
                        QueryComplexityLimits.KEY, LIMITS,
                        Introspection.INTROSPECTION_DISABLED, !introspection))
                .build();
        return graphQl.executeAsync(input).exceptionally(failure -> {
            // Some queries that are wrong make its checks fail. What fails later has come to the handler.
            LOG.debug("A query could not be checked.", failure);
            return ExecutionResult.newExecutionResult()
                    .addError(GraphqlErrorBuilder.newError()
                            .message("The query could not be checked")
                            .build())
                    .build();
        });
    }

    /** Tells a problem as it is, and of what is not expected nothing. */
    private static DataFetcherExceptionHandler handler(AnswerDesk desk) {
        return failure -> {
            var error = GraphqlErrorBuilder.newError(failure.getDataFetchingEnvironment());
            var thrown = failure.getException();
            var cause = thrown instanceof CompletionException wrapped ? wrapped.getCause() : thrown;
            if (cause instanceof ProblemException known) {
                var ctx = context(failure.getDataFetchingEnvironment());
                desk.toldWithin(ctx, known);
                error.message("%s", known.problem().detail()).extensions(Errors.extensions(known.problem()));
            } else {
                LOG.error("A field failed. [field={}]", failure.getPath(), cause);
                error.message("%s", Errors.FAILED).extensions(Errors.extensions(500));
            }
            return CompletableFuture.completedFuture(
                    DataFetcherExceptionHandlerResult.newResult(error.build()).build());
        };
    }

    /** Refuses a second answer in one request, which the limits of clients would not count. */
    private static final class OneRun extends MaxQueryComplexityInstrumentation {
        OneRun() {
            super(
                    2 * RUN - 1,
                    (field, below) -> field.getFieldDefinition().getName().equals("run") ? RUN : 0);
        }

        @Override
        protected AbortExecutionException mkAbortException(int total, int most) {
            return new AbortExecutionException("A request may have one run");
        }
    }
}
