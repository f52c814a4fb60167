package dev.llmemulator.centrifugo;

import dev.llmemulator.settings.PublishSettings;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes in lanes. A lane is a thread with one batch under way at most: it takes what the {@link Dispatcher} says is due,
 * sends it, waits for the reply, and gives the feeds back for their next publication. So there is one wake-up for all that
 * is due, and no hand-over between a thread that watches the time and one that sends.
 */
final class LanePublisher implements TokenPublisher {
    private static final Logger LOG = LoggerFactory.getLogger(LanePublisher.class);

    private final CentrifugoApi api;
    private final SharedDispatcher dispatcher;
    private final int nodeCount;
    private final long patienceNs;
    private final List<Thread> lanes = new ArrayList<>();

    LanePublisher(PublishSettings settings) {
        this.api = new CentrifugoApi(settings);
        this.nodeCount = settings.apiUrls().size();
        this.patienceNs = settings.deadline().toNanos();
        this.dispatcher = new SharedDispatcher(new Dispatcher(
                settings.apiUrls().stream().map(ApiNode::new).toList(),
                new Linger(settings.linger(), LanePublisher::machineLoad),
                settings.batchSize(),
                settings.lanes()));
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
        if (!dispatcher.add(feed)) {
            stop(feed);
        }
    }

    @Override
    public void recheck(ChannelFeed feed) {
        dispatcher.recheck(feed);
    }

    @Override
    public PublishState state() {
        return dispatcher.state();
    }

    private void carry() {
        try {
            for (var batch = dispatcher.take(); batch != null; batch = dispatcher.take()) {
                carry(batch);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        stopAllLeft();
    }

    private void carry(Batch batch) {
        @Nullable PublishException[] outcomes;
        PublishException nodeFailure = null;
        try {
            outcomes = api.send(batch);
        } catch (PublishException e) {
            outcomes = allOf(batch, e);
            nodeFailure = e.isTemporary() ? e : null;
        } catch (RuntimeException e) {
            LOG.error(
                    "A batch could not be sent. [publications={}]",
                    batch.publications().size(),
                    e);
            outcomes = allOf(batch, PublishException.permanent("The emulator could not send a batch: " + e));
        }
        var endNs = System.nanoTime();
        var accepted = 0;
        var isTriedAgain = new boolean[outcomes.length];
        var tryingAgain = new ArrayList<Outgoing>();
        for (var i = 0; i < outcomes.length; i++) {
            var outgoing = batch.publications().get(i);
            var reason = outcomes[i];
            if (reason == null) {
                accepted++;
            } else if (isTriedAgain(outgoing, reason, endNs)) {
                isTriedAgain[i] = true;
                tryingAgain.add(outgoing);
            }
        }
        // Before the feeds are told, so that whoever learns from one that it has ended finds nothing of it under way.
        if (nodeFailure != null) {
            var worked = dispatcher.failed(batch, endNs, tryingAgain);
            tellFailed(batch.node(), worked, nodeFailure);
        } else if (dispatcher.succeeded(batch, accepted, endNs, tryingAgain)) {
            LOG.info("Centrifugo node works again. [node={}]", batch.node());
        }
        var goingOn = new ArrayList<Outgoing>(outcomes.length);
        for (var i = 0; i < outcomes.length; i++) {
            var outgoing = batch.publications().get(i);
            var reason = outcomes[i];
            if (!isTriedAgain[i] && (reason == null ? accepted(outgoing.feed) : failed(outgoing.feed, reason))) {
                goingOn.add(outgoing);
            }
        }
        dispatcher.goOn(goingOn);
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

    private void stopAllLeft() {
        dispatcher.takeAll().forEach(outgoing -> stop(outgoing.feed));
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
        dispatcher.close();
        lanes.forEach(Thread::interrupt);
        stopAllLeft();
        api.close();
    }
}
