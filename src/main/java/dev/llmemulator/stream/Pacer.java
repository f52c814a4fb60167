package dev.llmemulator.stream;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * The one thread that lets tokens fall due, for all answers. It always aims at the absolute due time of the next token,
 * so that being late with one delays no later one.
 */
final class Pacer implements AutoCloseable {
    private final DueQueue due = new DueQueue();
    private final Queue<AnswerStream> arrivals = new ConcurrentLinkedQueue<>();
    private final Thread thread = new Thread(this::run, "pacer");
    private volatile boolean closed;

    Pacer() {
        thread.setDaemon(true);
        thread.start();
    }

    void add(AnswerStream stream) {
        arrivals.add(stream);
        LockSupport.unpark(thread);
    }

    private void run() {
        while (!closed) {
            for (var arrival = arrivals.poll(); arrival != null; arrival = arrivals.poll()) {
                due.add(arrival);
            }
            var idleNs = due.runDue(System.nanoTime());
            if (idleNs == DueQueue.NEVER) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, idleNs);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
