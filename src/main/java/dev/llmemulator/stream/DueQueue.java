package dev.llmemulator.stream;

import java.util.PriorityQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The streams in the order in which their next tokens fall due. For one thread; knows no clock of its own. */
final class DueQueue {
    /** Returned by {@link #runDue} when nothing will ever fall due. */
    static final long NEVER = Long.MAX_VALUE;

    private static final Logger LOG = LoggerFactory.getLogger(DueQueue.class);

    // Compared by difference, because nano times may overflow.
    private final PriorityQueue<AnswerStream> streams =
            new PriorityQueue<>((a, b) -> Long.signum(a.nextDueNs() - b.nextDueNs()));

    void add(AnswerStream stream) {
        streams.add(stream);
    }

    /**
     * Lets everything fall due that is due by now.
     *
     * @return nanoseconds from now until the next token falls due, more than 0, or {@link #NEVER}
     */
    long runDue(long nowNs) {
        for (var next = streams.peek(); next != null; next = streams.peek()) {
            var leftNs = next.nextDueNs() - nowNs;
            if (leftNs > 0) {
                return leftNs;
            }
            streams.remove();
            if (fallDue(next, nowNs)) {
                streams.add(next);
            }
        }
        return NEVER;
    }

    private static boolean fallDue(AnswerStream stream, long nowNs) {
        try {
            return stream.fallDue(nowNs);
        } catch (RuntimeException e) {
            // Thrown on, it would end the pacer and with it every other stream.
            LOG.error("An answer could not go on. [channel={}]", stream.channel(), e);
            stream.giveUp(e.toString());
            return false;
        }
    }
}
