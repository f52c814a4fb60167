package dev.llmemulator.pacing;

import dev.llmemulator.stream.AnswerFeed;
import dev.llmemulator.stream.PublishState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides what goes out when, in which batch, and to which node. It paces all answers: their feeds wait in one queue,
 * in the order in which their events may go out.
 *
 * <p>A batch closes when its first event has been held for the {@link BatchWindow}, as soon as that event is due if no
 * other follows within the window, and at once if an event is later than the window already. It goes to the node that
 * will be done first, of those that are not cooling down. If that node is full, everything waits and the next batch is
 * larger: a short queue is quicker than a slow node.
 *
 * <p>A window longer than a round trip means a busy machine. Then the next batch begins when the last one is over,
 * whatever its node, so that all events that fall due meanwhile go out together; unless the last one takes long, or was
 * full and left events behind.
 *
 * <p>An event that could not be delivered in time is handed back instead of being tried again.
 *
 * <p>An answer has only one batch under way, so that it stays in order. Usually a batch holds one event of each answer.
 * An answer that lags has several events due: where the round trip to the node is what holds it up, and not how much
 * the node can carry, these go out in one sequential batch.
 *
 * <p>Has no clock and no threads: the time is an argument, so that a test can simulate it. Nano times may overflow, so
 * they are compared by their difference.
 */
final class Dispatcher<D> {
    static final long NEVER = Long.MAX_VALUE;

    /** How often to look, while nodes are full, whether another node has become the better choice. */
    private static final long LOOK_AGAIN_NS = Duration.ofMillis(10).toNanos();

    /** From this round trip on, a request less is worth the wait. */
    private static final long FAR_NS = Duration.ofMillis(2).toNanos();

    private final List<Node> nodes;
    private final BatchWindow window;
    private final int batchSize;
    private final int workers;
    private final DueQueue<D> queue = new DueQueue<>();

    /** Whether an event was overdue when it came, and until when the next batch may be held for it. */
    private boolean hasLate;

    private long lateUntilNs;

    private int underWay;
    private boolean lastIsUnderWay;
    private long lastTakenNs;
    private boolean hasBacklog;
    private int retries;
    private long lastLagNs;
    private long published;
    private long requests;

    /** @param workers most batches under way at once; the caller keeps to it */
    Dispatcher(List<Node> nodes, BatchWindow window, int batchSize, int workers) {
        this.nodes = nodes;
        this.window = window;
        this.batchSize = batchSize;
        this.workers = workers;
    }

    /** Takes a feed whose event may go out at its due time, or now if that has passed. */
    void add(Outgoing<D> outgoing, long nowNs) {
        var holdNs = longestHoldOfAnEndNs();
        var dueNs = holdNs == 0 ? outgoing.feed().dueNs() : outgoing.dueNs(nowNs + holdNs, batchSize);
        outgoing.becomesReady(later(dueNs, nowNs));
        if (dueNs - nowNs < 0) {
            holdNoLongerThan(later(dueNs + window.ns(), nowNs));
        }
        queue.add(outgoing);
    }

    /**
     * How long the last events of an answer wait for each other. Else the very last ones would wait for the reply to those
     * before them, which are due just a little earlier. A whole round trip would win next to nothing more, and costs those
     * that wait.
     */
    private long longestHoldOfAnEndNs() {
        var shortestNs = Long.MAX_VALUE;
        for (var node : nodes) {
            shortestNs = Math.min(shortestNs, node.roundTrip.shortestNs());
        }
        return shortestNs < FAR_NS ? 0 : shortestNs * 3 / 4;
    }

    void addRetry(Outgoing<D> outgoing) {
        retries++;
        queue.add(outgoing);
    }

    /**
     * Reads a feed's due time again and drops the feed if it is no longer wanted. Does nothing while it is in a batch.
     */
    void recheck(AnswerFeed feed, long nowNs) {
        var outgoing = queue.remove(feed);
        if (outgoing != null) {
            retries -= outgoing.isRetry() ? 1 : 0;
            if (feed.isWanted()) {
                add(outgoing, nowNs);
            }
        }
    }

    private void holdNoLongerThan(long atNs) {
        lateUntilNs = hasLate && lateUntilNs - atNs < 0 ? lateUntilNs : atNs;
        hasLate = true;
    }

    /** Nanoseconds until the next batch is to be taken: 0 or less for now, {@link #NEVER} when nothing waits. */
    long untilNextNs(long nowNs) {
        var first = queue.first();
        if (first == null) {
            return NEVER;
        }
        var leftNs = first.nextTryNs() - nowNs;
        var second = queue.second();
        if (second != null && second.nextTryNs() - first.nextTryNs() <= window.ns()) {
            leftNs += window.ns();
        }
        if (hasLate) {
            leftNs = Math.min(leftNs, lateUntilNs - nowNs);
        }
        return Math.max(leftNs, untilRoomNs(nowNs));
    }

    /** Nanoseconds until a batch may begin, or until it is time to look again whether it may. */
    private long untilRoomNs(long nowNs) {
        var node = best(nowNs);
        var isBusy = window.ns() > 0 && window.ns() >= node.roundTrip.shortestNs();
        var waitsForLast = isBusy && !hasBacklog && lastIsUnderWay && nowNs - lastTakenNs < LOOK_AGAIN_NS;
        return waitsForLast || !node.hasRoom() ? LOOK_AGAIN_NS : 0;
    }

    /**
     * The node that would be done first, of those that are not cooling down; else the one whose cool-down ends first.
     */
    private Node best(long nowNs) {
        var best = nodes.get(0);
        for (var node : nodes) {
            var coolDown = Long.compare(node.coolDownLeftNs(nowNs), best.coolDownLeftNs(nowNs));
            if (coolDown < 0 || (coolDown == 0 && node.expectedNs(nowNs) < best.expectedNs(nowNs))) {
                best = node;
            }
        }
        return best;
    }

    /** Takes what goes out now; null when it is not time yet, or when nobody waits for what was due. */
    @Nullable
    Batch<D> take(long nowNs) {
        if (untilNextNs(nowNs) > 0) {
            return null;
        }
        var node = best(nowNs);
        var answers = new ArrayList<Outgoing<D>>();
        var overdue = new ArrayList<Outgoing<D>>();
        for (var ready = firstReady(nowNs); ready != null && answers.size() < batchSize; ready = firstReady(nowNs)) {
            queue.poll();
            retries -= ready.isRetry() ? 1 : 0;
            if (ready.isOverdue(nowNs, node.isFailing())) {
                overdue.add(ready);
            } else if (ready.feed().isWanted()) {
                ready.begins(1);
                answers.add(ready);
            }
        }
        leaveOnlyLagging(answers, node, nowNs);
        hasBacklog = firstReady(nowNs) != null;
        hasLate = hasBacklog;
        lateUntilNs = nowNs;
        if (answers.isEmpty()) {
            return overdue.isEmpty() ? null : new Batch<>(node, answers, 0, nowNs, overdue);
        }
        var events = 0;
        for (var outgoing : answers) {
            events += outgoing.freeze();
        }
        underWay += answers.size();
        node.begin(nowNs);
        lastIsUnderWay = true;
        lastTakenNs = nowNs;
        return new Batch<>(node, answers, events, nowNs, overdue);
    }

    /** Puts back what does not lag, if it pays to send a sequential batch with all due events of those that do. */
    private void leaveOnlyLagging(List<Outgoing<D>> answers, Node node, long nowNs) {
        // An answer whose next event is not due needs no look if even the largest batch would not pay.
        if (!node.carriesMoreInOrder(batchSize, answers.size(), nowNs)) {
            return;
        }
        var most = batchSize;
        var events = 0;
        var lagging = new ArrayList<Outgoing<D>>();
        for (var outgoing : answers) {
            var due = outgoing.due(nowNs, most - events);
            if (due > 1 && lagging.isEmpty()) {
                most = Math.min(most, Math.max(1, node.mostInOrder(due, nowNs)));
                due = Math.min(due, most);
            }
            if (due > 1) {
                outgoing.begins(due);
                lagging.add(outgoing);
                events += due;
            }
        }
        if (lagging.isEmpty() || !node.carriesMoreInOrder(events, answers.size(), nowNs)) {
            lagging.forEach(outgoing -> outgoing.begins(1));
            return;
        }
        for (var outgoing : answers) {
            if (outgoing.events() == 1) {
                retries += outgoing.isRetry() ? 1 : 0;
                queue.add(outgoing);
            }
        }
        answers.retainAll(lagging);
    }

    private @Nullable Outgoing<D> firstReady(long nowNs) {
        var first = queue.first();
        return first != null && first.nextTryNs() - nowNs <= 0 ? first : null;
    }

    /**
     * Notes that a batch is over. The caller hands its feeds back one by one, or not at all.
     *
     * @return whether the node answered after failures, or failed after answers
     */
    boolean ended(Batch<D> batch, boolean answered, int accepted, long nowNs) {
        var node = batch.node();
        var news = answered ? node.succeeded(batch, nowNs) : node.failed(nowNs - batch.sentNs(), nowNs);
        if (answered) {
            requests++;
            published += accepted;
            window.observe(node.roundTrip.waitNs(), node.roundTrip.shortestNs() / workers, nowNs);
        }
        underWay -= batch.answers().size();
        if (batch.sentNs() == lastTakenNs) {
            lastIsUnderWay = false;
        }
        lastLagNs = 0;
        for (var outgoing : batch.answers()) {
            lastLagNs = Math.max(lastLagNs, nowNs - outgoing.feed().dueNs());
        }
        return news;
    }

    PublishState state(long nowNs) {
        var ready = firstReady(nowNs);
        // Counted from the due time, so that waiting for the event before counts as lag as well.
        var overdueNs = ready == null ? 0 : Math.max(0, nowNs - ready.feed().dueNs());
        var lagNs = underWay + retries > 0 || overdueNs > 0 ? Math.max(overdueNs, lastLagNs) : 0;
        return new PublishState(Duration.ofNanos(lagNs), Duration.ofNanos(window.ns()), published, requests);
    }

    List<Outgoing<D>> takeAll() {
        retries = 0;
        return queue.takeAll();
    }

    private static long later(long aNs, long bNs) {
        return aNs - bNs >= 0 ? aNs : bNs;
    }
}
