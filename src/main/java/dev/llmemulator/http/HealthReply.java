package dev.llmemulator.http;

/**
 * How an instance is.
 *
 * @param status {@code ok} while it takes work, else {@code shutting down}
 * @param instance the same in the replies to its answers, and another one after each start
 * @param now by the clock that stamps its tokens, in microseconds since the Unix epoch
 * @param answers under way
 * @param lag_ms how far publishing lags behind the schedule
 * @param linger_ms how long a token may be held at present for a larger batch; above 0 when machine or node are busy
 * @param published publications that Centrifugo has taken since the start, markers included
 * @param requests that it took them in
 */
record HealthReply(
        String status,
        String version,
        String instance,
        long now,
        int answers,
        long lag_ms,
        double linger_ms,
        long published,
        long requests) {}
