package dev.llmemulator.http;

import dev.llmemulator.stream.Answers;
import dev.llmemulator.time.Moment;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpStatus;

/**
 * {@code GET /health}: 200 while this instance takes work, 503 once it shuts down, so that a load balancer drains it.
 */
record HealthHandler(Answers answers, OtherApis others, String version, String instance) implements Handler {
    @Override
    public void handle(Context ctx) {
        ctx.status(answers.isOpen() ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
                .json(now());
    }

    Health now() {
        var publishing = answers.publishing();
        return new Health(
                answers.isOpen() ? "ok" : "shutting down",
                version,
                instance,
                Moment.now().epochMicros(),
                answers.underWay(),
                publishing.lag().toMillis(),
                publishing.batchWindow().toNanos() / 1e6,
                publishing.published(),
                publishing.requests(),
                others.slowReaders());
    }
}
