package dev.llmemulator.centrifugo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Decides what goes out when, in which batch, and to which node. It is the pacer of all answers: their feeds stand in one
 * queue, in the order in which their publications may go out.
 *
 * <p>A batch closes when its first publication has been held for the {@link Linger}, or as soon as that one is due when no
 * other follows it within that time, or at once when a publication is later than that already; so what lags behind is
 * never held up further. It goes to the node that will be done first, of those that did not fail lately. If that one is
 * full, everything waits, and the next batch is larger: a short queue is quicker than a slow node.
 *
 * <p>When it is so busy that the linger is longer than a round trip, the next batch begins when the last one is over, over all
 * nodes, so that what falls due meanwhile goes out together; unless that one takes long, or was full and left something behind.
 *
 * <p>Knows no clock and no thread: the time is an argument, so that a test can simulate it. Nano times may overflow, so
 * they are compared by their difference.
 */
final class Dispatcher {
    /** The time until something that will not happen by itself. */
    static final long NEVER = Long.MAX_VALUE;

    /** While nodes are full, how often to look whether another one is the better choice by now. */
    private static final long LOOK_AGAIN_NS = Duration.ofMillis(10).toNanos();

    private final List<ApiNode> nodes;
    private final Linger linger;
    private final int batchSize;
    private final int lanes;
    private final PriorityQueue<Outgoing> queue =
            new PriorityQueue<>((a, b) -> Long.signum(a.nextTryNs() - b.nextTryNs()));

    /** Whether a publication was overdue when it came, and until when the next batch may be held for the most overdue one. */
    private boolean hasLate;

    private long lateUntilNs;

    private int underWay;
    private boolean lastIsUnderWay;
    private long lastTakenNs;
    private boolean hasBacklog;
    private int failing;
    private long lastLagNs;
    private long published;
    private long requests;

    /**
     * @param batchSize publications in one batch at most
     * @param lanes batches under way at once at most; whoever takes them sees to that
     */
    Dispatcher(List<ApiNode> nodes, Linger linger, int batchSize, int lanes) {
        this.nodes = nodes;
        this.linger = linger;
        this.batchSize = batchSize;
        this.lanes = lanes;
    }

    /** Takes a feed whose publication may go out at its due time, or now if that is over. */
    void add(Outgoing outgoing, long nowNs) {
        var dueNs = outgoing.feed.dueNs();
        outgoing.becomesReady(later(dueNs, nowNs));
        if (dueNs - nowNs < 0) {
            mayWaitUntil(later(dueNs + linger.ns(), nowNs));
        }
        queue.add(outgoing);
    }

    /** Takes back a publication that failed for the moment. */
    void addFailed(Outgoing outgoing) {
        failing++;
        queue.add(outgoing);
    }

    /** Looks at a feed's due time anew, and whether it is wanted; does nothing while it is in a batch. */
    void recheck(ChannelFeed feed, long nowNs) {
        for (var all = queue.iterator(); all.hasNext(); ) {
            var outgoing = all.next();
            if (outgoing.feed == feed) {
                all.remove();
                left(outgoing);
                if (feed.isWanted()) {
                    add(outgoing, nowNs);
                }
                return;
            }
        }
    }

    private void left(Outgoing outgoing) {
        if (outgoing.hasFailed()) {
            failing--;
        }
    }

    private void mayWaitUntil(long atNs) {
        lateUntilNs = hasLate && lateUntilNs - atNs < 0 ? lateUntilNs : atNs;
        hasLate = true;
    }

    /** Nanoseconds until the next batch is to be taken; 0 or less when it is now, {@link #NEVER} when nothing waits. */
    long untilNextNs(long nowNs) {
        var first = queue.peek();
        if (first == null) {
            return NEVER;
        }
        var leftNs = first.nextTryNs() - nowNs;
        if (linger.ns() > 0 && isFollowedWithin(linger.ns())) {
            leftNs += linger.ns();
        }
        if (hasLate) {
            leftNs = Math.min(leftNs, lateUntilNs - nowNs);
        }
        return Math.max(leftNs, untilRoomNs(nowNs));
    }

    /** Nanoseconds until a batch may begin, or until it is time to look again whether it may. */
    private long untilRoomNs(long nowNs) {
        var node = best(nowNs);
        var isBusy = linger.ns() > 0 && linger.ns() >= node.shortestNs();
        var waitsForLast = isBusy && !hasBacklog && lastIsUnderWay && nowNs - lastTakenNs < LOOK_AGAIN_NS;
        return waitsForLast || !node.hasRoom() ? LOOK_AGAIN_NS : 0;
    }

    /** The node that would be done first, of those that did not fail lately; else the one whose rest ends first. */
    private ApiNode best(long nowNs) {
        var best = nodes.get(0);
        for (var node : nodes) {
            var less = Long.compare(Math.max(0, node.restLeftNs(nowNs)), Math.max(0, best.restLeftNs(nowNs)));
            if (less < 0 || (less == 0 && node.expectedNs(nowNs) < best.expectedNs(nowNs))) {
                best = node;
            }
        }
        return best;
    }

    private boolean isFollowedWithin(long ns) {
        var first = queue.remove();
        var second = queue.peek();
        queue.add(first);
        return second != null && second.nextTryNs() - first.nextTryNs() <= ns;
    }

    /** Takes what goes out now; null when it is not time yet, or nobody waits for what was due. */
    @Nullable
    Batch take(long nowNs) {
        if (untilNextNs(nowNs) > 0) {
            return null;
        }
        var publications = new ArrayList<Outgoing>();
        while (publications.size() < batchSize && isAnyReady(nowNs)) {
            var outgoing = queue.remove();
            left(outgoing);
            if (outgoing.feed.isWanted()) {
                outgoing.feed.begin();
                publications.add(outgoing);
            }
        }
        hasBacklog = isAnyReady(nowNs);
        hasLate = hasBacklog;
        lateUntilNs = nowNs;
        if (publications.isEmpty()) {
            return null;
        }
        underWay += publications.size();
        var node = best(nowNs);
        node.begin(nowNs);
        lastIsUnderWay = true;
        lastTakenNs = nowNs;
        return new Batch(node, publications, nowNs);
    }

    private boolean isAnyReady(long nowNs) {
        var first = queue.peek();
        return first != null && first.nextTryNs() - nowNs <= 0;
    }

    /**
     * The batch's node has answered; its publications come back one by one or not at all.
     *
     * @param accepted how many of them it has taken
     * @return whether the node had failed before
     */
    boolean succeeded(Batch batch, int accepted, long nowNs) {
        requests++;
        published += accepted;
        var recovered = batch.node().succeeded(nowNs - batch.sentNs(), nowNs);
        linger.observe(batch.node().waitNs(), batch.node().shortestNs() / lanes, nowNs);
        ended(batch, nowNs);
        return recovered;
    }

    /**
     * The batch's node did not answer; its publications come back one by one or not at all.
     *
     * @return whether the node had worked before
     */
    boolean failed(Batch batch, long nowNs) {
        var worked = batch.node().failed(nowNs - batch.sentNs(), nowNs);
        ended(batch, nowNs);
        return worked;
    }

    private void ended(Batch batch, long nowNs) {
        underWay -= batch.publications().size();
        if (batch.sentNs() == lastTakenNs) {
            lastIsUnderWay = false;
        }
        lastLagNs = 0;
        for (var outgoing : batch.publications()) {
            lastLagNs = Math.max(lastLagNs, nowNs - outgoing.feed.dueNs());
        }
    }

    PublishState state(long nowNs) {
        var first = queue.peek();
        // By due times, not since it could go out: what waited for the one before it lags behind as well.
        var overdueNs = isAnyReady(nowNs) ? Math.max(0, nowNs - first.feed.dueNs()) : 0;
        var lagNs = underWay + failing > 0 || overdueNs > 0 ? Math.max(overdueNs, lastLagNs) : 0;
        return new PublishState(Duration.ofNanos(lagNs), Duration.ofNanos(linger.ns()), published, requests);
    }

    /** Empties the queue. */
    List<Outgoing> takeAll() {
        var all = List.copyOf(queue);
        queue.clear();
        failing = 0;
        return all;
    }

    private static long later(long aNs, long bNs) {
        return aNs - bNs >= 0 ? aNs : bNs;
    }
}
