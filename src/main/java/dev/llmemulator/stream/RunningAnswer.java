package dev.llmemulator.stream;

import java.util.concurrent.CompletableFuture;

/**
 * An answer under way, as its client sees it: its result, and how to end it without a marker.
 *
 * @param result completes once, never exceptionally; dependents that are not asynchronous hold up a publishing thread
 */
public record RunningAnswer(CompletableFuture<AnswerResult> result, Runnable cancel) {}
