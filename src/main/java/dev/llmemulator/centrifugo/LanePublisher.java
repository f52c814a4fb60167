package dev.llmemulator.centrifugo;

import dev.llmemulator.settings.PublishSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes in lanes. A lane is a thread with one batch under way; whatever is offered meanwhile goes out in the next
 * one. So a publication waits one round trip at most when all is quiet, and batches grow by themselves when it is busy.
 *
 * <p>What fails for the moment is offered again: on another node at once, then after a pause that doubles with each try
 * and is spread at random, so that a node that comes back is not met by everybody in the same millisecond.
 */
final class LanePublisher implements TokenPublisher {
    private static final Logger LOG = LoggerFactory.getLogger(LanePublisher.class);
    private static final long FIRST_PAUSE_MS = 25;
    private static final int LONGEST_PAUSE_SHIFT = 5;

    private final int batchSize;
    private final CentrifugoApi api;
    /** Offers in the order of their next try, which is the order they came in unless one has failed. */
    private final DelayQueue<Offer> queue = new DelayQueue<>();

    private final AtomicInteger underWay = new AtomicInteger();
    private final List<Thread> lanes = new ArrayList<>();
    private volatile long lagNs;
    private volatile boolean closed;

    LanePublisher(PublishSettings settings) {
        this.batchSize = settings.batchSize();
        this.api = new CentrifugoApi(settings);
        for (var lane = 0; lane < settings.lanes(); lane++) {
            lanes.add(daemon(this::carry, "publish-lane-" + lane));
        }
        lanes.forEach(Thread::start);
    }

    @Override
    public void publish(Publication publication, Duration patience) {
        var now = System.nanoTime();
        underWay.incrementAndGet();
        queue.add(new Offer(publication, now, now + patience.toNanos()));
        if (closed) {
            failAllLeft();
        }
    }

    @Override
    public Duration lag() {
        return underWay.get() == 0 ? Duration.ZERO : Duration.ofNanos(lagNs);
    }

    private void carry() {
        var batch = new ArrayList<Offer>(batchSize);
        while (!closed) {
            try {
                batch.add(queue.take());
                queue.drainTo(batch, batchSize - 1);
                dropUnwanted(batch);
                if (!batch.isEmpty()) {
                    send(batch);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            } finally {
                batch.clear();
            }
        }
        failAllLeft();
    }

    private void dropUnwanted(List<Offer> batch) {
        var before = batch.size();
        batch.removeIf(offer -> !offer.publication.isWanted());
        underWay.addAndGet(batch.size() - before);
    }

    private void send(List<Offer> batch) {
        try {
            var outcomes = api.publish(batch);
            for (var i = 0; i < outcomes.length; i++) {
                var outcome = outcomes[i];
                if (outcome == null) {
                    accepted(batch.get(i));
                } else {
                    failed(batch.get(i), outcome);
                }
            }
        } catch (PublishException e) {
            batch.forEach(offer -> failed(offer, e));
        } catch (RuntimeException e) {
            LOG.error("A batch could not be sent. [publications={}]", batch.size(), e);
            var reason = PublishException.permanent("The emulator could not send a batch: " + e);
            batch.forEach(offer -> end(offer, reason));
        }
        noteLag(batch);
    }

    private void noteLag(List<Offer> batch) {
        var now = System.nanoTime();
        var longestWaitNs = 0L;
        for (var offer : batch) {
            longestWaitNs = Math.max(longestWaitNs, now - offer.offeredNs);
        }
        lagNs = longestWaitNs;
    }

    private void accepted(Offer offer) {
        underWay.decrementAndGet();
        try {
            offer.publication.accepted();
        } catch (RuntimeException e) {
            // Thrown on, it would end this lane and with it every other answer's way out.
            LOG.error("An answer could not go on. [channel={}]", offer.publication.channel(), e);
            tellFailed(offer, PublishException.permanent("The emulator could not go on: " + e));
        }
    }

    private void failed(Offer offer, PublishException reason) {
        var pauseMs = pauseMs(offer.failedTry());
        var inTime = offer.tryAgainAt(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pauseMs));
        if (reason.isTemporary() && inTime && !closed) {
            queue.add(offer);
        } else {
            end(offer, reason);
        }
    }

    private long pauseMs(int tries) {
        if (tries < api.nodeCount()) {
            return 0;
        }
        var ceiling = FIRST_PAUSE_MS << Math.min(tries - api.nodeCount(), LONGEST_PAUSE_SHIFT);
        return ThreadLocalRandom.current().nextLong(ceiling / 2, ceiling + 1);
    }

    private void end(Offer offer, PublishException reason) {
        underWay.decrementAndGet();
        tellFailed(offer, reason);
    }

    private static void tellFailed(Offer offer, PublishException reason) {
        try {
            offer.publication.failed(reason);
        } catch (RuntimeException e) {
            LOG.error("An answer could not be ended. [channel={}]", offer.publication.channel(), e);
        }
    }

    private void failAllLeft() {
        var reason = PublishException.permanent("The emulator has stopped");
        for (var offer : queue.toArray(Offer[]::new)) {
            if (queue.remove(offer)) {
                end(offer, reason);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        lanes.forEach(Thread::interrupt);
        failAllLeft();
        api.close();
    }

    private static Thread daemon(Runnable task, String name) {
        var thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
