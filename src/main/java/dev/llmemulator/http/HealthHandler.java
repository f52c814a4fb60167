package dev.llmemulator.http;

import dev.llmemulator.stream.Answers;
import dev.llmemulator.stream.Moment;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpStatus;

/** {@code GET /health}: 200 while this instance takes work, 503 once it is on its way out, so that a load balancer drains it. */
final class HealthHandler implements Handler {
    private final Answers answers;
    private final String version;
    private final String instance;

    HealthHandler(Answers answers, String version, String instance) {
        this.answers = answers;
        this.version = version;
        this.instance = instance;
    }

    @Override
    public void handle(Context ctx) {
        var open = answers.isOpen();
        var publishing = answers.publishing();
        ctx.status(open ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
                .json(new HealthReply(
                        open ? "ok" : "shutting down",
                        version,
                        instance,
                        Moment.now().epochMicros(),
                        answers.underWay(),
                        publishing.lag().toMillis(),
                        publishing.linger().toNanos() / 1e6,
                        publishing.published(),
                        publishing.requests()));
    }
}
