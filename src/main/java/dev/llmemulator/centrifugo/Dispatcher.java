package dev.llmemulator.centrifugo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Decides what goes out when, in which batch, and to which node. It is the pacer of all answers: their feeds stand in one
 * queue, in the order in which their publications may go out.
 *
 * <p>A batch closes when its first publication has been held for the {@link Linger}, or as soon as that one is due when no
 * other follows it within that time, or at once when a publication is later than that already; so what lags behind is
 * never held up further. It takes all that is due then, if a node has room; if none has, everything waits, and the next
 * batch is larger.
 *
 * <p>When it is busy, one batch is under way at a time, over all nodes, so that what falls due meanwhile goes out together;
 * another one may begin when that one takes long, or was full and left something behind.
 *
 * <p>Of the nodes with room that did not fail lately it takes the one that will be done first. When all failed lately it
 * takes the one whose rest ends first.
 *
 * <p>Knows no clock and no thread: the time is an argument, so that a test can simulate it. Nano times may overflow, so
 * they are compared by their difference.
 */
final class Dispatcher {
    /** The time until something that will not happen by itself. */
    static final long NEVER = Long.MAX_VALUE;

    /** A batch that takes longer than this no longer keeps the next one waiting. */
    private static final long STALL_NS = Duration.ofMillis(10).toNanos();

    private final List<ApiNode> nodes;
    private final Linger linger;
    private final int batchSize;
    private final PriorityQueue<Outgoing> queue =
            new PriorityQueue<>(Comparator.comparing(Outgoing::nextTryNs, (a, b) -> Long.signum(a - b)));

    /** Whether a publication was overdue when it came, and until when the next batch may be held for the most overdue one. */
    private boolean hasLate;

    private long lateUntilNs;

    private int underWay;
    private int batchesUnderWay;
    private long lastTakenNs;
    private boolean hasBacklog;
    private int failing;
    private long lastWaitNs;
    private long published;
    private long requests;

    Dispatcher(List<ApiNode> nodes, Linger linger, int batchSize) {
        this.nodes = nodes;
        this.linger = linger;
        this.batchSize = batchSize;
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
        Outgoing found = null;
        for (var outgoing : queue) {
            if (outgoing.feed == feed) {
                found = outgoing;
                break;
            }
        }
        if (found != null) {
            queue.remove(found);
            left(found);
            if (feed.isWanted()) {
                add(found, nowNs);
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

    /** Nanoseconds until the next batch is to be taken; 0 or less when it is now, {@link #NEVER} when nothing is waiting for time to pass. */
    long untilNextNs(long nowNs) {
        var first = queue.peek();
        var roomInNs = untilRoomNs(nowNs);
        if (first == null || roomInNs == NEVER) {
            return NEVER;
        }
        var leftNs = first.nextTryNs() - nowNs;
        if (linger.ns() > 0 && isFollowedWithin(linger.ns())) {
            leftNs += linger.ns();
        }
        if (hasLate) {
            leftNs = Math.min(leftNs, lateUntilNs - nowNs);
        }
        return Math.max(leftNs, roomInNs);
    }

    /** A node that rests is waited for when the others are full, and made use of at once when all rest. */
    private long untilRoomNs(long nowNs) {
        if (batchesUnderWay > 0 && linger.isLong() && !hasBacklog) {
            var untilStallNs = lastTakenNs + STALL_NS - nowNs;
            if (untilStallNs > 0) {
                return untilStallNs;
            }
        }
        var untilRestOverNs = NEVER;
        var allRest = true;
        for (var node : nodes) {
            var restLeftNs = node.restLeftNs(nowNs);
            allRest &= restLeftNs > 0;
            if (node.hasRoom()) {
                untilRestOverNs = Math.min(untilRestOverNs, Math.max(0, restLeftNs));
            }
        }
        return allRest && untilRestOverNs != NEVER ? 0 : untilRestOverNs;
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
        batchesUnderWay++;
        lastTakenNs = nowNs;
        var node = choose(nowNs);
        node.begin();
        return new Batch(node, publications, nowNs);
    }

    private boolean isAnyReady(long nowNs) {
        var first = queue.peek();
        return first != null && first.nextTryNs() - nowNs <= 0;
    }

    private ApiNode choose(long nowNs) {
        return nodes.stream()
                .filter(ApiNode::hasRoom)
                .min(Comparator.<ApiNode>comparingLong(node -> Math.max(0, node.restLeftNs(nowNs)))
                        .thenComparingDouble(node -> node.expectedNs(nowNs)))
                .orElseThrow();
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
        linger.observe(batch.node().waitNs(), nowNs);
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
        batchesUnderWay--;
        lastWaitNs = 0;
        for (var outgoing : batch.publications()) {
            lastWaitNs = Math.max(lastWaitNs, nowNs - outgoing.readyNs());
        }
    }

    PublishState state(long nowNs) {
        var first = queue.peek();
        var overdueNs = first == null ? 0 : Math.max(0, nowNs - first.nextTryNs());
        var lagNs = underWay + failing > 0 || overdueNs > 0 ? Math.max(overdueNs, lastWaitNs) : 0;
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
