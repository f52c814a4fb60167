package dev.llmemulator.stream;

import java.util.concurrent.CompletableFuture;

/**
 * An answer under way, as seen by whoever asked for it.
 *
 * @param result completes once, however the answer ends; never exceptionally. Its dependents hold up a publishing
 *     thread unless they are asynchronous.
 * @param cancel ends the answer with no more tokens and no marker
 */
public record RunningAnswer(CompletableFuture<AnswerResult> result, Runnable cancel) {}
