package dev.llmemulator.stream;

import java.util.concurrent.CompletableFuture;

/**
 * An answer under way, as its client sees it.
 *
 * @param result completes exactly once and never exceptionally. Dependents that are not asynchronous hold up a
 *     publishing thread.
 * @param cancel ends the answer without further tokens and without a marker
 */
public record RunningAnswer(CompletableFuture<AnswerResult> result, Runnable cancel) {}
