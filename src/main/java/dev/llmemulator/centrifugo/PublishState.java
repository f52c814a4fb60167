package dev.llmemulator.centrifugo;

import java.time.Duration;

/**
 * How publishing is doing.
 *
 * @param lag how far the last batch, or what waits now, is behind its due times; zero when nothing is overdue
 *     or under way
 * @param linger how long a token that is due may be held at present for a larger batch
 * @param published publications that Centrifugo has taken
 * @param requests that it took them in
 */
public record PublishState(Duration lag, Duration linger, long published, long requests) {}
