package dev.llmemulator.openai;

import dev.llmemulator.answer.Model;
import dev.llmemulator.http.AnswerDesk;
import dev.llmemulator.http.Endpoints;
import dev.llmemulator.http.ReplyStream;
import dev.llmemulator.pacing.Pacer;
import dev.llmemulator.pacing.PacerObserver;
import dev.llmemulator.pacing.ReplySink;
import dev.llmemulator.pacing.Sink;
import dev.llmemulator.settings.OpenAiSettings;
import dev.llmemulator.stream.Answers;
import dev.llmemulator.stream.RefusedException;
import dev.llmemulator.stream.RunningAnswer;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Header;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * OpenAI's API: chat completions, responses, completions and models. Answers leave through a pacer of its own, token by
 * token as they fall due, straight into the replies.
 */
public final class OpenAi implements Endpoints, AutoCloseable {
    private static final String PREFIX = "/v1/";

    /** When the names of the models came into being. */
    private static final long MODELS_CREATED = 1_763_856_000;

    private final ModelNames models;
    private final int streamBuffer;
    private final AtomicLong slowReaders = new AtomicLong();
    private final ReplySink<OpenReply> sink;
    private final Pacer<OpenReply> pacer;

    private OpenAi(
            OpenAiSettings settings, Model defaults, PacerObserver observer, UnaryOperator<Sink<OpenReply>> around) {
        this.models = new ModelNames(defaults, settings.modelAliases());
        this.streamBuffer = settings.streamBuffer();
        this.sink = new ReplySink<>();
        this.pacer = sink.pacer(around, observer);
    }

    /** One of the endpoints that answer. */
    private enum Kind {
        CHAT("/v1/chat/completions", "chatcmpl-", Question::ofChat, ChatWording::new),
        RESPONSE("/v1/responses", "resp_", Question::ofResponse, ResponseWording::new),
        COMPLETION("/v1/completions", "cmpl-", Question::ofCompletion, CompletionWording::new);

        private final String path;
        private final String idPrefix;

        @SuppressWarnings("ImmutableEnumChecker") // A method of a class.
        private final BiFunction<byte[], ModelNames, Question> reader;

        @SuppressWarnings("ImmutableEnumChecker") // A constructor.
        private final WordingFactory wording;

        Kind(String path, String idPrefix, BiFunction<byte[], ModelNames, Question> reader, WordingFactory wording) {
            this.path = path;
            this.idPrefix = idPrefix;
            this.reader = reader;
            this.wording = wording;
        }
    }

    private interface WordingFactory {
        Wording make(String id, long created, Question question);
    }

    /** One of the models in the list of all. */
    private record ListedModel(String id, String object, long created, String owned_by) {
        static ListedModel of(String id) {
            return new ListedModel(id, "model", MODELS_CREATED, "llm-emulator");
        }
    }

    private record ModelList(String object, List<ListedModel> data) {}

    /** Starts what carries answers. The routes come with the HTTP server. */
    public static OpenAi start(OpenAiSettings settings, Model defaults, PacerObserver observer) {
        return start(settings, defaults, observer, UnaryOperator.identity());
    }

    /** @param around what the pacer writes to instead of the sink, which gets all of it in the end */
    static OpenAi start(
            OpenAiSettings settings, Model defaults, PacerObserver observer, UnaryOperator<Sink<OpenReply>> around) {
        return new OpenAi(settings, defaults, observer, around);
    }

    @Override
    public String prefix() {
        return PREFIX;
    }

    @Override
    public int maxBodyBytes() {
        return OpenAiSettings.MAX_BODY_BYTES;
    }

    @Override
    public Object error(int status, String detail) {
        return OpenAiError.of(status, detail).body();
    }

    @Override
    public long slowReaders() {
        return slowReaders.get();
    }

    @Override
    public void addTo(RoutesConfig routes, AnswerDesk desk) {
        for (var kind : Kind.values()) {
            routes.post(kind.path, ctx -> answer(ctx, kind, desk));
        }
        routes.get(
                "/v1/models",
                ctx -> ctx.json(
                        new ModelList("list", models.all().map(ListedModel::of).toList())));
        // Any name is that of a model, and some have a slash.
        routes.get("/v1/models/<id>", ctx -> ctx.json(ListedModel.of(ctx.pathParam("id"))));
        routes.exception(OpenAiException.class, (e, ctx) -> ctx.status(400).json(e.error.body()));
    }

    private void answer(Context ctx, Kind kind, AnswerDesk desk) {
        var question = kind.reader.apply(desk.question(ctx), models);
        var directives = question.directives();
        if (directives.status() != null) {
            ctx.header(Header.RETRY_AFTER, Integer.toString(directives.retryAfter()));
            ctx.status(directives.status())
                    .json(error(directives.status(), "The directive status asked for this reply"));
            return;
        }
        var id = kind.idPrefix + UUID.randomUUID().toString().replace("-", "");
        var stream = ReplyStream.of(ctx, streamBuffer);
        var wording = kind.wording.make(id, Instant.now().getEpochSecond(), question);
        var reply = new OpenReply(stream, wording, question, slowReaders);
        var admitted = desk.begin(ctx, null, question.answer(), answers -> begin(answers, id, question, reply));
        var followed = desk.follow(admitted, stream);
        ctx.future(() -> followed);
    }

    private RunningAnswer begin(Answers answers, String id, Question question, OpenReply reply)
            throws RefusedException {
        sink.expect(id, reply);
        try {
            return answers.begin(pacer, id, id, question.answer());
        } finally {
            sink.forget(id);
        }
    }

    @Override
    public void close() {
        pacer.close();
    }
}
