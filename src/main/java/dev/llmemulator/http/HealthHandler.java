package dev.llmemulator.http;

import dev.llmemulator.stream.Answers;
import dev.llmemulator.time.Moment;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpStatus;

/**
 * {@code GET /health}: 200 while this instance takes work, 503 once it shuts down, so that a load balancer drains it.
 */
final class HealthHandler implements Handler {
    private final Answers answers;
    private final String version;
    private final String instance;

    /**
     * The reply.
     *
     * @param status {@code ok} while this instance takes work, else {@code shutting down}
     * @param instance name of this instance, as in the replies to its answers; a new one after each start
     * @param now time of the clock that stamps tokens, in microseconds since the Unix epoch
     * @param answers number of answers under way
     * @param lag_ms how far publishing lags behind the schedule
     * @param linger_ms how long a due token may currently be held for a larger batch; above 0 when machine or node are
     *     busy
     * @param published publications that Centrifugo has taken since the start, markers included
     * @param requests number of requests that it took them in
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
            long requests) {}

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
                .json(new Health(
                        open ? "ok" : "shutting down",
                        version,
                        instance,
                        Moment.now().epochMicros(),
                        answers.underWay(),
                        publishing.lag().toMillis(),
                        publishing.batchWindow().toNanos() / 1e6,
                        publishing.published(),
                        publishing.requests()));
    }
}
