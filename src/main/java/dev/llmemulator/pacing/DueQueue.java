package dev.llmemulator.pacing;

import dev.llmemulator.stream.AnswerFeed;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Answers in the order in which their events may go out. Keeps the first outside the heap, so that the second can be
 * seen without taking the first.
 */
final class DueQueue<D> {
    private final PriorityQueue<Outgoing<D>> rest =
            new PriorityQueue<>((a, b) -> Long.signum(a.nextTryNs() - b.nextTryNs()));
    private @Nullable Outgoing<D> first;

    @Nullable
    Outgoing<D> first() {
        return first;
    }

    @Nullable
    Outgoing<D> second() {
        return rest.peek();
    }

    void add(Outgoing<D> outgoing) {
        if (first == null) {
            first = outgoing;
        } else if (outgoing.nextTryNs() - first.nextTryNs() < 0) {
            rest.add(first);
            first = outgoing;
        } else {
            rest.add(outgoing);
        }
    }

    @Nullable
    Outgoing<D> poll() {
        var polled = first;
        first = rest.poll();
        return polled;
    }

    @Nullable
    Outgoing<D> remove(AnswerFeed feed) {
        if (first != null && first.feed() == feed) {
            return poll();
        }
        for (var all = rest.iterator(); all.hasNext(); ) {
            var outgoing = all.next();
            if (outgoing.feed() == feed) {
                all.remove();
                return outgoing;
            }
        }
        return null;
    }

    List<Outgoing<D>> takeAll() {
        var all = new ArrayList<>(rest);
        rest.clear();
        if (first != null) {
            all.add(first);
            first = null;
        }
        return all;
    }
}
