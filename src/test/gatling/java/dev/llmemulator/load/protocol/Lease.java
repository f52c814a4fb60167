package dev.llmemulator.load.protocol;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What a token has opened, a connection or a subscription, until the server wants another token. */
final class Lease {
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private CompletableFuture<Void> renewed = new CompletableFuture<>();
    private int secondsLeft;

    Lease(int secondsLeft) {
        this.secondsLeft = secondsLeft;
    }

    /** It has ended, in whatever way. */
    void end() {
        secondsLeft = 0;
        over.complete(null);
        renewed.complete(null);
    }

    /** True while it has to be renewed now and then. */
    boolean runs() {
        return secondsLeft > 0 && !over.isDone();
    }

    /** Completes when a new token is due, as Centrifugo's own clients reckon, or so much later, or when it has ended. */
    CompletableFuture<Void> due(Duration later) {
        return over.copy().completeOnTimeout(null, secondsLeft * 1000L + later.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A new token goes out. It is to be accepted before there can be another one. */
    void renews() {
        secondsLeft = 0;
        renewed = new CompletableFuture<>();
    }

    void renewed(int secondsLeft) {
        this.secondsLeft = secondsLeft;
        renewed.complete(null);
    }

    /** Completes when the server has replied to the new token. */
    CompletableFuture<Void> renewed() {
        return renewed;
    }
}
