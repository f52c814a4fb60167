package dev.llmemulator.centrifugo;

import dev.llmemulator.settings.PublishSettings;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes in lanes. A lane is a thread with one batch under way at most: it takes what the {@link Dispatcher} says is due,
 * sends it, waits for the reply, and gives the feeds back for their next publication. So there is one wake-up for all that
 * is due, and no hand-over between a thread that watches the time and one that sends.
 *
 * <p>Of the lanes without a batch only those watch the time that have to: a lane that would wake no earlier than another one
 * sleeps until it is called. Waking a thread costs as much as publishing several tokens.
 */
final class LanePublisher implements TokenPublisher {
    private static final Logger LOG = LoggerFactory.getLogger(LanePublisher.class);

    private final CentrifugoApi api;
    private final int nodeCount;
    private final long patienceNs;
    private final List<Thread> lanes = new ArrayList<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition wakeUp = lock.newCondition();

    // Guarded by the lock.
    private final Dispatcher dispatcher;
    private final List<Watch> watches = new ArrayList<>();
    private boolean closed;

    LanePublisher(PublishSettings settings) {
        this.api = new CentrifugoApi(settings);
        this.nodeCount = settings.apiUrls().size();
        this.patienceNs = settings.deadline().toNanos();
        this.dispatcher = new Dispatcher(
                settings.apiUrls().stream().map(ApiNode::new).toList(),
                new Linger(settings.linger(), LanePublisher::machineLoad),
                settings.batchSize());
        for (var lane = 0; lane < settings.lanes(); lane++) {
            var thread = new Thread(this::carry, "publish-lane-" + lane);
            thread.setDaemon(true);
            lanes.add(thread);
        }
        lanes.forEach(Thread::start);
    }

    private static double machineLoad() {
        return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                .getCpuLoad();
    }

    @Override
    public void add(ChannelFeed feed) {
        lock.lock();
        try {
            if (!closed) {
                var nowNs = System.nanoTime();
                dispatcher.add(new Outgoing(feed), nowNs);
                callUnlessWatched(nowNs);
                return;
            }
        } finally {
            lock.unlock();
        }
        stop(feed);
    }

    @Override
    public void recheck(ChannelFeed feed) {
        lock.lock();
        try {
            var nowNs = System.nanoTime();
            dispatcher.recheck(feed, nowNs);
            callUnlessWatched(nowNs);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public PublishState state() {
        lock.lock();
        try {
            return dispatcher.state(System.nanoTime());
        } finally {
            lock.unlock();
        }
    }

    private void carry() {
        try {
            for (var batch = take(); batch != null; batch = take()) {
                carry(batch);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for the next batch; null when there will be none. */
    private @Nullable Batch take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed) {
                var nowNs = System.nanoTime();
                var batch = dispatcher.take(nowNs);
                if (batch != null) {
                    callUnlessWatched(nowNs);
                    return batch;
                }
                var untilNextNs = dispatcher.untilNextNs(nowNs);
                if (isWatched(untilNextNs, nowNs)) {
                    wakeUp.await();
                } else {
                    var watch = new Watch(nowNs + untilNextNs);
                    watches.add(watch);
                    var unused = wakeUp.awaitNanos(untilNextNs);
                    watches.remove(watch);
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** Whether some lane wakes by itself before then; also when nothing will happen by itself. */
    private boolean isWatched(long untilNextNs, long nowNs) {
        if (untilNextNs == Dispatcher.NEVER) {
            return true;
        }
        for (var watch : watches) {
            if (watch.endsNs - nowNs <= untilNextNs) {
                return true;
            }
        }
        return false;
    }

    /** Sees to it that somebody is awake when the next batch is to be taken. */
    private void callUnlessWatched(long nowNs) {
        if (!isWatched(dispatcher.untilNextNs(nowNs), nowNs)) {
            wakeUp.signal();
        }
    }

    /** A lane that sleeps until then. */
    private record Watch(long endsNs) {}

    private void carry(Batch batch) {
        @Nullable PublishException[] outcomes;
        PublishException failure = null;
        try {
            outcomes = api.send(batch);
        } catch (PublishException e) {
            outcomes = allOf(batch, e);
            failure = e;
        } catch (RuntimeException e) {
            LOG.error(
                    "A batch could not be sent. [publications={}]",
                    batch.publications().size(),
                    e);
            outcomes = allOf(batch, PublishException.permanent("The emulator could not send a batch: " + e));
        }
        var endNs = System.nanoTime();
        var accepted = 0;
        var goingOn = new ArrayList<Outgoing>(outcomes.length);
        var tryingAgain = new ArrayList<Outgoing>();
        for (var i = 0; i < outcomes.length; i++) {
            var outgoing = batch.publications().get(i);
            var reason = outcomes[i];
            if (reason == null) {
                accepted++;
                if (accepted(outgoing.feed)) {
                    goingOn.add(outgoing);
                }
            } else if (isTriedAgain(outgoing, reason, endNs)) {
                tryingAgain.add(outgoing);
            } else if (failed(outgoing.feed, reason)) {
                goingOn.add(outgoing);
            }
        }
        giveBack(batch, endNs, failure, accepted, goingOn, tryingAgain);
    }

    private static @Nullable PublishException[] allOf(Batch batch, PublishException reason) {
        var outcomes = new @Nullable PublishException[batch.publications().size()];
        Arrays.fill(outcomes, reason);
        return outcomes;
    }

    private boolean isTriedAgain(Outgoing outgoing, PublishException reason, long nowNs) {
        if (!reason.isTemporary()) {
            return false;
        }
        outgoing.failedAt(nowNs, nodeCount, ThreadLocalRandom.current().nextDouble());
        return outgoing.nextTryNs() - outgoing.readyNs() <= patienceNs;
    }

    private void giveBack(
            Batch batch,
            long endNs,
            @Nullable PublishException failure,
            int accepted,
            List<Outgoing> goingOn,
            List<Outgoing> tryingAgain) {
        lock.lock();
        try {
            if (failure != null && failure.isTemporary()) {
                tellFailed(batch.node(), dispatcher.failed(batch, endNs), failure);
            } else if (dispatcher.succeeded(batch, accepted, endNs)) {
                LOG.info("Centrifugo node works again. [node={}]", batch.node());
            }
            if (!closed) {
                var nowNs = System.nanoTime();
                goingOn.forEach(outgoing -> dispatcher.add(outgoing, nowNs));
                tryingAgain.forEach(dispatcher::addFailed);
                callUnlessWatched(nowNs);
                return;
            }
        } finally {
            lock.unlock();
        }
        goingOn.forEach(outgoing -> stop(outgoing.feed));
        tryingAgain.forEach(outgoing -> stop(outgoing.feed));
    }

    private static void tellFailed(ApiNode node, boolean worked, PublishException failure) {
        if (worked) {
            LOG.warn("Centrifugo node failed. [node={}, reason={}]", node, failure.getMessage());
        } else {
            LOG.debug("Centrifugo node still fails. [node={}, reason={}]", node, failure.getMessage());
        }
    }

    private static boolean accepted(ChannelFeed feed) {
        try {
            return feed.accepted();
        } catch (RuntimeException e) {
            // Thrown on, it would end this lane and with it every other answer's way out.
            LOG.error("An answer could not go on. [channel={}]", feed.channel(), e);
            return failed(feed, PublishException.permanent("The emulator could not go on: " + e));
        }
    }

    private static boolean failed(ChannelFeed feed, PublishException reason) {
        try {
            return feed.failed(reason);
        } catch (RuntimeException e) {
            LOG.error("An answer could not be ended. [channel={}]", feed.channel(), e);
            return false;
        }
    }

    /** Lets a feed fail until it has nothing left to say. */
    private static void stop(ChannelFeed feed) {
        var reason = PublishException.permanent("The emulator has stopped");
        var left = feed.isWanted();
        while (left) {
            left = failed(feed, reason);
        }
    }

    @Override
    public void close() {
        List<Outgoing> left;
        lock.lock();
        try {
            closed = true;
            left = dispatcher.takeAll();
        } finally {
            lock.unlock();
        }
        lanes.forEach(Thread::interrupt);
        left.forEach(outgoing -> stop(outgoing.feed));
        api.close();
    }
}
