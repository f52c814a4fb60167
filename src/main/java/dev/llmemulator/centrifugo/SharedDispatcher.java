package dev.llmemulator.centrifugo;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The {@link Dispatcher} as several lanes share it: one lock, the real clock, and waiting.
 *
 * <p>Of the lanes that wait for a batch only those watch the time that have to: a lane that would wake no earlier than
 * another one sleeps until it is called. Waking a thread costs as much as publishing several tokens.
 */
final class SharedDispatcher {
    private final Dispatcher dispatcher;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition wakeUp = lock.newCondition();
    private final List<Watch> watches = new ArrayList<>();
    private boolean closed;

    /** A lane that sleeps until then. */
    private record Watch(long endsNs) {}

    SharedDispatcher(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    /**
     * Takes a feed.
     *
     * @return false when this is closed and the feed is left to the caller
     */
    boolean add(ChannelFeed feed) {
        lock.lock();
        try {
            if (!closed) {
                var nowNs = System.nanoTime();
                dispatcher.add(new Outgoing(feed), nowNs);
                callUnlessWatched(nowNs);
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    void recheck(ChannelFeed feed) {
        lock.lock();
        try {
            var nowNs = System.nanoTime();
            dispatcher.recheck(feed, nowNs);
            callUnlessWatched(nowNs);
        } finally {
            lock.unlock();
        }
    }

    PublishState state() {
        lock.lock();
        try {
            return dispatcher.state(System.nanoTime());
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the next batch; null when this is closed. */
    @Nullable
    Batch take() throws InterruptedException {
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

    /**
     * A node has answered a batch.
     *
     * @param tryingAgain feeds whose publication failed for the moment
     * @return whether the node had failed before
     */
    boolean succeeded(Batch batch, int accepted, long endNs, List<Outgoing> tryingAgain) {
        lock.lock();
        try {
            var recovered = dispatcher.succeeded(batch, accepted, endNs);
            tryingAgain.forEach(dispatcher::addFailed);
            return recovered;
        } finally {
            lock.unlock();
        }
    }

    /**
     * A node has not answered a batch.
     *
     * @param tryingAgain as for {@link #succeeded}
     * @return whether the node had worked before
     */
    boolean failed(Batch batch, long endNs, List<Outgoing> tryingAgain) {
        lock.lock();
        try {
            var worked = dispatcher.failed(batch, endNs);
            tryingAgain.forEach(dispatcher::addFailed);
            return worked;
        } finally {
            lock.unlock();
        }
    }

    /** Takes feeds of a batch that is over, for their next publication; the end of what a lane has to say of a batch. */
    void goOn(List<Outgoing> feeds) {
        lock.lock();
        try {
            var nowNs = System.nanoTime();
            feeds.forEach(outgoing -> dispatcher.add(outgoing, nowNs));
            callUnlessWatched(nowNs);
        } finally {
            lock.unlock();
        }
    }

    /** Whether some lane wakes by itself before then; also when nothing will happen by itself. */
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

    /** Sees to it that somebody is awake when the next batch is to be taken. */
    private void callUnlessWatched(long nowNs) {
        if (!isWatched(dispatcher.untilNextNs(nowNs), nowNs)) {
            wakeUp.signal();
        }
    }

    /** Takes no more feeds and gives no more batches. */
    void close() {
        lock.lock();
        try {
            closed = true;
            wakeUp.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Empties the queue. */
    List<Outgoing> takeAll() {
        lock.lock();
        try {
            return dispatcher.takeAll();
        } finally {
            lock.unlock();
        }
    }
}
