package dev.llmemulator.centrifugo;

/** A feed in the dispatcher's hands: when its publication goes next, and how its tries went. */
final class Outgoing {
    private static final long FIRST_PAUSE_NS = 25_000_000;
    private static final int LONGEST_PAUSE_SHIFT = 5;

    final ChannelFeed feed;
    private long readyNs;
    private long nextTryNs;
    private int tries;

    Outgoing(ChannelFeed feed) {
        this.feed = feed;
    }

    /** The feed has a new publication, which may go out from then on. */
    void becomesReady(long atNs) {
        readyNs = atNs;
        nextTryNs = atNs;
        tries = 0;
    }

    /** Nano time since when the publication may go out. */
    long readyNs() {
        return readyNs;
    }

    /** Nano time from which it is to be tried, or tried again. */
    long nextTryNs() {
        return nextTryNs;
    }

    boolean hasFailed() {
        return tries > 0;
    }

    /**
     * Notes a failed try. The next one comes at once while there are nodes that were not tried, then after a pause that
     * doubles each time and is spread at random, so that a node that comes back is not met by everybody at once.
     *
     * @param spread from 0 to 1, where in the second half of the longest pause the next try lies
     */
    void failedAt(long nowNs, int nodes, double spread) {
        tries++;
        nextTryNs = nowNs;
        if (tries >= nodes) {
            var longestNs = FIRST_PAUSE_NS << Math.min(tries - nodes, LONGEST_PAUSE_SHIFT);
            nextTryNs += (long) (longestNs * (1 + spread) / 2);
        }
    }
}
