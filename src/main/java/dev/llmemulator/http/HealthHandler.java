package dev.llmemulator.http;

import dev.llmemulator.stream.Answers;
import dev.llmemulator.time.Moment;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpStatus;

/**
 * {@code GET /health}: 200 while this instance takes work, 503 once it shuts down, so that a load balancer drains it.
 */
record HealthHandler(Answers answers, Endpoints others, String version, String instance) implements Handler {
    /**
     * The reply; {@code now} is microseconds since the Unix epoch, by the clock that stamps tokens.
     *
     * @param instance name of this instance; a new one after each start
     * @param linger_ms how long a due token may currently be held for a larger batch
     * @param slow_readers clients of streams that lost their connection because they read too slowly
     * @param published publications that Centrifugo has taken since the start, markers included
     */
    private record Health(
            String status,
            String version,
            String instance,
            long now,
            int answers,
            long lag_ms,
            double linger_ms,
            long published,
            long requests,
            long slow_readers) {}

    @Override
    public void handle(Context ctx) {
        var open = answers.isOpen();
        var publishing = answers.publishing();
        ctx.status(open ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
                .json(new Health(
                        open ? "ok" : "shutting down",
                        version,
                        instance,
                        Moment.now().epochMicros(),
                        answers.underWay(),
                        publishing.lag().toMillis(),
                        publishing.batchWindow().toNanos() / 1e6,
                        publishing.published(),
                        publishing.requests(),
                        others.slowReaders()));
    }
}
