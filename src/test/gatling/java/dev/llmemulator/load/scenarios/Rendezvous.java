package dev.llmemulator.load.scenarios;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Where all users of a run wait for each other, to do something in the same instant; and then again, for the next time. */
public final class Rendezvous {
    private final int users;
    private int missing;
    private CompletableFuture<Void> complete = new CompletableFuture<>();
    private final List<Long> metNs = new ArrayList<>();

    /** @param users who all come, each as often as any other, whatever befalls them before */
    public Rendezvous(int users) {
        this.users = users;
        missing = users;
    }

    /** One more user is here; completes when all are, on the thread of the last one. */
    CompletableFuture<Void> arrive() {
        CompletableFuture<Void> awaited;
        synchronized (this) {
            awaited = complete;
            missing--;
            if (missing > 0) {
                return awaited;
            }
            missing = users;
            metNs.add(System.nanoTime());
            complete = new CompletableFuture<>();
        }
        awaited.complete(null);
        return awaited;
    }

    /** When all were there, each time, as {@link System#nanoTime}. */
    public synchronized List<Long> metNs() {
        return List.copyOf(metNs);
    }
}
