package dev.llmemulator.stream;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * An answer under way, as its client sees it: its result, and how to end it.
 *
 * @param id names it in its publications
 * @param result completes once, never exceptionally; dependents that are not asynchronous hold up a publishing thread
 * @param hangUp ends it at once, without a marker
 * @param cutOff ends it with an error marker that has this detail
 */
public record RunningAnswer(
        String id, CompletableFuture<AnswerResult> result, Runnable hangUp, Consumer<String> cutOff) {}
