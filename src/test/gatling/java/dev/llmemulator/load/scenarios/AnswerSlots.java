package dev.llmemulator.load.scenarios;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/**
 * Limits how many answers are under way at once in a run. Users who find all slots taken queue up, first come, first
 * served. A slot that is given back goes to the head of the queue. Nothing polls and no thread waits.
 */
final class AnswerSlots {
    private final Queue<Ticket> waiting = new ArrayDeque<>();
    private int free;

    AnswerSlots(int slots) {
        free = slots;
    }

    /** Takes a slot, or a place in the queue. */
    Ticket enter() {
        var ticket = new Ticket();
        synchronized (this) {
            if (free == 0) {
                waiting.add(ticket);
                return ticket;
            }
            free--;
        }
        ticket.granted.complete(null);
        return ticket;
    }

    synchronized int waiting() {
        return waiting.size();
    }

    /** A slot, or a place in the queue. */
    final class Ticket {
        private final CompletableFuture<Void> granted = new CompletableFuture<>();
        private boolean left;

        /** Completes once the slot is granted, on the thread that gave it back. */
        CompletableFuture<Void> granted() {
            return granted;
        }

        /** Gives the slot back, or leaves the queue. A second call does nothing. */
        void leave() {
            Ticket next;
            synchronized (AnswerSlots.this) {
                if (left) {
                    return;
                }
                left = true;
                if (waiting.remove(this)) {
                    return;
                }
                next = waiting.poll();
                if (next == null) {
                    free++;
                    return;
                }
            }
            next.granted.complete(null);
        }
    }
}
