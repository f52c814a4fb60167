package dev.llmemulator.graphql;

import dev.llmemulator.answer.Model;
import dev.llmemulator.http.AnswerDesk;
import dev.llmemulator.http.Endpoints;
import dev.llmemulator.pacing.PacerObserver;
import dev.llmemulator.settings.GraphQlSettings;
import dev.llmemulator.settings.HttpSettings;
import io.javalin.config.RoutesConfig;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /graphql}: GraphQL over HTTP, and over server-sent events as graphql-sse has it. The schema and what carries
 * answers are made at the first request, because they take longer than all else at the start.
 */
public final class GraphQl implements Endpoints, AutoCloseable {
    private static final String PATH = "/graphql";

    private final GraphQlSettings settings;
    private final Model defaults;
    private final PacerObserver observer;
    private final AtomicLong slowReaders = new AtomicLong();
    private @Nullable Api api;

    public GraphQl(GraphQlSettings settings, Model defaults, PacerObserver observer) {
        this.settings = settings;
        this.defaults = defaults;
        this.observer = observer;
    }

    @Override
    public String prefix() {
        return PATH;
    }

    @Override
    public int maxBodyBytes() {
        return HttpSettings.MAX_BODY_BYTES;
    }

    @Override
    public Object error(int status, String detail) {
        return Errors.body(status, detail);
    }

    @Override
    public long slowReaders() {
        return slowReaders.get();
    }

    @Override
    public void addTo(RoutesConfig routes, AnswerDesk desk) {
        routes.post(PATH, ctx -> api(desk).handle(ctx));
    }

    private synchronized Api api(AnswerDesk desk) {
        if (api == null) {
            api = new Api(settings, defaults, desk, slowReaders, observer);
        }
        return api;
    }

    /** Call it after the server has stopped, so that no request makes anything again. */
    @Override
    public synchronized void close() {
        if (api != null) {
            api.close();
        }
    }
}
