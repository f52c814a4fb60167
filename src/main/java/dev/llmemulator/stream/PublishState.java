package dev.llmemulator.stream;

import java.time.Duration;

/**
 * How publishing is doing.
 *
 * @param lag how far the last batch, or what waits now, is behind; zero when nothing is overdue or under way
 * @param batchWindow how long a due event may currently be held for a larger batch
 * @param requests number of requests that delivered what was published
 */
public record PublishState(Duration lag, Duration batchWindow, long published, long requests) {}
