package dev.llmemulator.pacing;

import dev.llmemulator.stream.AnswerFeed;
import dev.llmemulator.stream.PublishState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The {@link Dispatcher} shared by several workers: adds one lock, the real clock, and waiting. Only those workers
 * watch the time that have to. A worker that would wake no earlier than another one sleeps until it is called, because
 * waking a thread costs as much as publishing several tokens.
 */
final class SharedDispatcher<D> {
    private final Dispatcher<D> dispatcher;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition wakeUp = lock.newCondition();
    private final List<Watch> watches = new ArrayList<>();
    private boolean closed;

    private record Watch(long endsNs) {}

    SharedDispatcher(Dispatcher<D> dispatcher) {
        this.dispatcher = dispatcher;
    }

    /** Takes a feed; false when this is closed. */
    boolean add(Outgoing<D> outgoing) {
        return locked(() -> {
            if (!closed) {
                var nowNs = System.nanoTime();
                dispatcher.add(outgoing, nowNs);
                callUnlessWatched(nowNs);
            }
            return !closed;
        });
    }

    void recheck(AnswerFeed feed) {
        run(() -> {
            var nowNs = System.nanoTime();
            dispatcher.recheck(feed, nowNs);
            callUnlessWatched(nowNs);
        });
    }

    PublishState state() {
        return locked(() -> dispatcher.state(System.nanoTime()));
    }

    /** Waits for the next batch; null when this is closed. */
    @Nullable
    Batch<D> take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed) {
                var nowNs = System.nanoTime();
                var batch = dispatcher.take(nowNs);
                if (batch != null) {
                    callUnlessWatched(nowNs);
                    return batch;
                }
                var untilNextNs = dispatcher.untilNextNs(nowNs);
                if (isWatched(untilNextNs, nowNs)) {
                    wakeUp.await();
                } else {
                    var watch = new Watch(nowNs + untilNextNs);
                    watches.add(watch);
                    var unused = wakeUp.awaitNanos(untilNextNs);
                    watches.remove(watch);
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** Notes that a batch is over, and takes what is to be tried again; see {@link Dispatcher#ended}. */
    boolean ended(Batch<D> batch, boolean answered, int accepted, long nowNs, List<Outgoing<D>> retries) {
        return locked(() -> {
            var news = dispatcher.ended(batch, answered, accepted, nowNs);
            retries.forEach(dispatcher::addRetry);
            return news;
        });
    }

    /** Takes back the feeds of a finished batch that have another event. A worker calls it last for each batch. */
    void goOn(List<Outgoing<D>> feeds) {
        run(() -> {
            var nowNs = System.nanoTime();
            feeds.forEach(outgoing -> dispatcher.add(outgoing, nowNs));
            callUnlessWatched(nowNs);
        });
    }

    /** Whether some worker wakes by itself before then, or nothing will happen by itself. */
    private boolean isWatched(long untilNextNs, long nowNs) {
        if (untilNextNs == Dispatcher.NEVER) {
            return true;
        }
        for (var watch : watches) {
            if (watch.endsNs - nowNs <= untilNextNs) {
                return true;
            }
        }
        return false;
    }

    /** Wakes a worker, unless one will be awake when the next batch is to be taken. */
    private void callUnlessWatched(long nowNs) {
        if (!isWatched(dispatcher.untilNextNs(nowNs), nowNs)) {
            wakeUp.signal();
        }
    }

    /** Takes no more feeds and gives no more batches. */
    void close() {
        run(() -> {
            closed = true;
            wakeUp.signalAll();
        });
    }

    List<Outgoing<D>> takeAll() {
        return locked(dispatcher::takeAll);
    }

    private void run(Runnable action) {
        var unused = locked(() -> {
            action.run();
            return true;
        });
    }

    private <T> T locked(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }
}
