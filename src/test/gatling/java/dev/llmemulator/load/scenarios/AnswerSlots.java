package dev.llmemulator.load.scenarios;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Limits how many answers are under way at once in a run. Users who find all slots taken queue up, first come, first served. A slot that
 * is given back goes to the head of the queue. Nothing polls and no thread waits.
 */
final class AnswerSlots {
    private final Object lock = new Object();
    private final Queue<Ticket> waiting = new ArrayDeque<>();
    private int free;

    AnswerSlots(int slots) {
        free = slots;
    }

    /** Takes a slot, or a place in the queue. */
    Ticket enter() {
        var ticket = new Ticket();
        synchronized (lock) {
            if (free == 0) {
                waiting.add(ticket);
                return ticket;
            }
            free--;
        }
        ticket.grant();
        return ticket;
    }

    int waiting() {
        synchronized (lock) {
            return waiting.size();
        }
    }

    private void giveBack() {
        Ticket next;
        synchronized (lock) {
            next = waiting.poll();
            if (next == null) {
                free++;
            }
        }
        if (next != null) {
            next.grant();
        }
    }

    private boolean withdraw(Ticket ticket) {
        synchronized (lock) {
            return waiting.remove(ticket);
        }
    }

    /** A slot, or a place in the queue. */
    final class Ticket {
        private final CompletableFuture<Void> granted = new CompletableFuture<>();
        private final AtomicBoolean left = new AtomicBoolean();

        private Ticket() {}

        /** Completes once the slot is granted, on the thread that gave it back. */
        CompletableFuture<Void> granted() {
            return granted;
        }

        /** Gives the slot back, or leaves the queue. A second call does nothing. */
        void leave() {
            if (left.compareAndSet(false, true) && !withdraw(this)) {
                giveBack();
            }
        }

        private void grant() {
            granted.complete(null);
        }
    }
}
