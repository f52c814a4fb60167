package dev.llmemulator.http;

/**
 * What {@code /health} tells; {@code now} is microseconds since the Unix epoch, by the clock that stamps tokens.
 *
 * @param instance name of this instance; a new one after each start
 * @param linger_ms how long a due token may currently be held for a larger batch
 * @param slow_readers clients of streams that lost their connection because they read too slowly
 * @param published publications that Centrifugo has taken since the start, markers included
 */
public record Health(
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
