package dev.llmemulator.graphql;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmemulator.answer.Model;
import dev.llmemulator.http.AnswerDesk;
import dev.llmemulator.http.Problem;
import dev.llmemulator.http.ProblemException;
import dev.llmemulator.http.ReplyStream;
import dev.llmemulator.http.RunHandler;
import dev.llmemulator.http.RunRequest;
import dev.llmemulator.pacing.Pacer;
import dev.llmemulator.pacing.PacerObserver;
import dev.llmemulator.pacing.ReplySink;
import dev.llmemulator.settings.GraphQlSettings;
import dev.llmemulator.stream.Answers;
import dev.llmemulator.stream.RefusedException;
import dev.llmemulator.stream.RunningAnswer;
import graphql.ExecutionResult;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.Header;
import io.javalin.http.HttpStatus;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.reactivestreams.Publisher;

/** Carries out requests: query and mutation as one reply, a subscription as a stream with a pacer of its own. */
final class Api implements Handler, AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

    private final AnswerDesk desk;
    private final Model defaults;
    private final int streamBuffer;
    private final AtomicLong slowReaders;
    private final Engine engine;
    private final ReplySink<TokenStream> sink = new ReplySink<>();
    private final Pacer<TokenStream> pacer;

    /** A subscription whose answer has not begun. */
    private record Subscribed(RunRequest request, ReplyStream stream, TokenStream tokens) {}

    @SuppressWarnings("FutureReturnValueIgnored") // graphql-java waits for it.
    Api(GraphQlSettings settings, Model defaults, AnswerDesk desk, AtomicLong slowReaders, PacerObserver observer) {
        this.desk = desk;
        this.defaults = defaults;
        this.streamBuffer = settings.streamBuffer();
        this.slowReaders = slowReaders;
        this.pacer = sink.pacer(UnaryOperator.identity(), observer);
        var runs = new RunHandler(desk, defaults);
        this.engine = new Engine(
                settings.introspection(),
                desk,
                (ctx, arguments) -> fields(desk.health()),
                (ctx, arguments) -> runs.run(ctx, request(arguments)).thenApply(Api::fields),
                this::subscribed);
    }

    private static Map<String, Object> fields(Object value) {
        return JSON.convertValue(value, MAP);
    }

    /** The same request as to {@code /api/run}. Null is an argument left out. */
    private RunRequest request(Map<String, Object> arguments) {
        ObjectNode request = JSON.valueToTree(arguments);
        request.properties().removeIf(field -> field.getValue().isNull());
        return RunRequest.of(request, defaults);
    }

    private TokenStream subscribed(Context ctx, Map<String, Object> arguments) {
        ObjectNode request = JSON.valueToTree(arguments);
        request.put("session_id", UUID.randomUUID().toString());
        var stream = ReplyStream.of(ctx, streamBuffer);
        var tokens = new TokenStream(stream, slowReaders);
        ctx.attribute(Subscribed.class.getName(), new Subscribed(request(fields(request)), stream, tokens));
        return tokens;
    }

    @Override
    public void handle(Context ctx) {
        var body = desk.question(ctx);
        var form = ReplyForm.accepted(ctx.header(Header.ACCEPT))
                .orElseThrow(() -> notAcceptable("This path replies application/graphql-response+json,"
                        + " application/json or text/event-stream, and the header Accept has none of them"));
        var done = engine.execute(ctx, GraphQlRequest.of(body)).thenCompose(result -> reply(ctx, form, result));
        ctx.future(() -> done);
    }

    private static ProblemException notAcceptable(String detail) {
        return new ProblemException(Problem.of(HttpStatus.NOT_ACCEPTABLE, detail));
    }

    private CompletableFuture<Void> reply(Context ctx, ReplyForm form, ExecutionResult result) {
        if (!(result.getData() instanceof Publisher)) {
            return whole(ctx, form, Errors.body(result), result.isDataPresent());
        }
        if (form != ReplyForm.EVENTS) {
            throw notAcceptable("A subscription needs Accept: text/event-stream");
        }
        var subscribed = Objects.requireNonNull(ctx.<Subscribed>attribute(Subscribed.class.getName()));
        result.<Publisher<ExecutionResult>>getData().subscribe(subscribed.tokens);
        try {
            var answer = subscribed.request.answer();
            var admitted = desk.begin(ctx, null, answer, answers -> begin(answers, subscribed));
            return desk.follow(admitted, subscribed.stream);
        } catch (ProblemException e) {
            desk.toldWithin(ctx, e);
            return whole(ctx, form, Errors.body(e.problem()), true);
        }
    }

    private RunningAnswer begin(Answers answers, Subscribed subscribed) throws RefusedException {
        var request = subscribed.request;
        sink.expect(request.sessionId(), subscribed.tokens);
        try {
            return answers.begin(pacer, request.sessionId(), request.answerId(), request.answer());
        } finally {
            sink.forget(request.sessionId());
        }
    }

    private static CompletableFuture<Void> whole(
            Context ctx, ReplyForm form, Map<String, Object> body, boolean isCarriedOut) {
        ctx.status(form.status(isCarriedOut));
        if (form == ReplyForm.EVENTS) {
            ctx.result(TokenStream.only(body));
        } else {
            ctx.json(body);
        }
        // After json(), which sets a content type of its own.
        ctx.contentType(form.contentType);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {
        pacer.close();
    }
}
