package dev.llmemulator.pacing;

import static dev.llmemulator.pacing.SimulatedCluster.MS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.pacing.SimulatedCluster.Behaviour;
import dev.llmemulator.pacing.SimulatedCluster.Outcome;
import java.time.Duration;
import java.util.Random;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

/** The pacing in simulated time: what is sent when and to which node, while load and nodes change. */
class DispatcherTest {
    private static final Duration LONGEST = Duration.ofMillis(5);

    /** A near node: half a millisecond, and 10 µs for each publication. */
    private static final Behaviour NEAR = replying(publications -> MS / 2 + publications * 10_000L);

    @Test
    void quiet_oneStream_sendsEveryTokenAtItsDueTime() {
        var cluster = new SimulatedCluster(LONGEST, NEAR, NEAR);
        var stream = cluster.add(1, 300, 10 * MS).get(0);

        cluster.run(Duration.ofSeconds(4));

        assertThat(stream.isComplete()).isTrue();
        assertThat(cluster.lateMicros.getMaxValue()).isZero();
        assertThat(cluster.windowMs()).isLessThan(0.1);
    }

    @Test
    void quiet_aThousandSlowStreams_holdsNothingLongerThanARoundTrip() {
        var cluster = new SimulatedCluster(LONGEST, NEAR, NEAR);
        var streams = cluster.add(1_000, 5, 1_000 * MS);

        cluster.run(Duration.ofSeconds(7));

        assertThat(streams).allMatch(SimulatedCluster.Stream::isComplete);
        assertThat(cluster.windowMs()).isLessThan(0.1);
        assertThat(cluster.lateMicros.getMaxValue()).isLessThanOrEqualTo(600);
    }

    @Test
    void stepLoad_busyMachine_growsBatchesAndStaysWithinTheLongestHold() {
        var cluster = new SimulatedCluster(LONGEST, NEAR, NEAR);
        cluster.add(20, 1_000_000, 100 * MS);
        cluster.run(Duration.ofSeconds(2));
        assertThat(cluster.windowMs()).isLessThan(0.1);
        assertThat(cluster.load()).isLessThan(0.2);

        cluster.add(200, 600, 10 * MS);
        cluster.run(Duration.ofSeconds(2));
        cluster.forget();
        cluster.run(Duration.ofSeconds(3));

        var batch = cluster.tokens / (double) cluster.batches;
        assertThat(cluster.windowMs()).isBetween(2.0, 5.0);
        assertThat(batch).isGreaterThan(40);
        // Held for the batch window, and for at most two round trips: that of the batch before and its own.
        assertThat(cluster.lateMicros.getMaxValue()).isLessThan(5_000 + 2 * 2_500);
        assertThat(cluster.load()).isLessThan(0.8);

        cluster.run(Duration.ofSeconds(5));
        assertThat(cluster.windowMs()).as("after the load").isLessThan(0.1);
    }

    @Test
    void stepLoad_withoutBatchWindow_costsMoreAndFillsTheMachine() {
        var held = new SimulatedCluster(LONGEST, NEAR, NEAR);
        var notHeld = new SimulatedCluster(Duration.ZERO, NEAR, NEAR);
        for (var cluster : new SimulatedCluster[] {held, notHeld}) {
            cluster.add(200, 500, 10 * MS);
            cluster.run(Duration.ofSeconds(4));
        }

        assertThat(held.batches * 2).isLessThan(notHeld.batches);
        assertThat(held.load()).isLessThan(notHeld.load() - 0.1);
    }

    @Test
    void steadyLoad_atAnyLevel_settles() {
        for (var streams = 50; streams <= 250; streams += 50) {
            var cluster = new SimulatedCluster(LONGEST, NEAR, NEAR);
            cluster.add(streams, 1_000_000, 10 * MS);
            cluster.run(Duration.ofSeconds(5));
            var least = Double.MAX_VALUE;
            var most = 0.0;
            for (var i = 0; i < 40; i++) {
                cluster.run(Duration.ofMillis(100));
                least = Math.min(least, cluster.windowMs());
                most = Math.max(most, cluster.windowMs());
            }
            assertThat(most - least).as("swing with %d streams", streams).isLessThan(1.0);
        }
    }

    @Test
    void overload_moreThanNodesCarry_fillsBatchesAndLosesNothing() {
        // 250 µs a publication: one node carries 4,000 a second, and 20,000 fall due.
        var slow = replying(publications -> MS + publications * 250_000L);
        var cluster = new SimulatedCluster(LONGEST, slow, slow);
        var streams = cluster.add(200, 50, 10 * MS);

        cluster.run(Duration.ofSeconds(1));
        // The last token was due at 0.5 s. A lag counted since the token before was accepted would be 50 ms.
        assertThat(cluster.state().lag()).isBetween(Duration.ofMillis(300), Duration.ofMillis(1000));
        cluster.run(Duration.ofSeconds(9));

        assertThat(streams).allMatch(SimulatedCluster.Stream::isComplete);
        assertThat(cluster.state().lag()).isZero();
    }

    @Test
    void slowNode_isPassedOverAndComesBackWhenItIsQuick() {
        var cluster = new SimulatedCluster(LONGEST, NEAR, NEAR);
        var slow = cluster.nodes.get(1);
        var streams = cluster.add(50, 10_000, 20 * MS);
        cluster.run(Duration.ofSeconds(2));
        assertThat(slow.batches).as("while it is as quick as the other").isGreaterThan(100);

        slow.behaves(replying(publications -> 300 * MS));
        cluster.run(Duration.ofSeconds(1));
        cluster.forget();
        cluster.run(Duration.ofSeconds(30));
        assertThat(slow.publications).isLessThan(cluster.tokens / 100);
        assertThat(cluster.lateMicros.getValueAtPercentile(99)).isLessThan(2_000);

        slow.behaves(NEAR);
        cluster.run(Duration.ofSeconds(60));
        cluster.forget();
        cluster.run(Duration.ofSeconds(2));
        assertThat(slow.batches).as("when it is quick again").isGreaterThan(100);
        assertThat(streams).allMatch(stream -> stream.accepted > 4_000);
    }

    @Test
    void farNodes_haveSeveralBatchesUnderWay_soThatNobodyWaitsForAnothersRoundTrip() {
        var far = replying(publications -> 60 * MS);
        var cluster = new SimulatedCluster(LONGEST, far, far);
        cluster.add(100, 100, 100 * MS);

        cluster.run(Duration.ofSeconds(2));
        cluster.forget();
        cluster.run(Duration.ofSeconds(5));

        assertThat(cluster.lateMicros.getValueAtPercentile(99)).isLessThan(20_000);
    }

    @Test
    void farNodes_streamsFasterThanARoundTrip_sendAllThatIsDueAndKeepUp() {
        var far = replying(publications -> 10 * MS + publications * 125_000L);
        var cluster = new SimulatedCluster(LONGEST, far, far);
        var streams = cluster.add(5, 300, 3 * MS);

        cluster.run(Duration.ofMillis(950));

        assertThat(streams).allMatch(SimulatedCluster.Stream::isComplete);
        assertThat(cluster.lateMicros.getMaxValue()).isLessThan(2 * 12_000);
    }

    @Test
    void farNodes_lastTokensOfAStream_waitForEachOtherRatherThanForAReply() {
        var far = replying(publications -> 10 * MS + publications * 125_000L);
        var cluster = new SimulatedCluster(LONGEST, far, far);
        for (var i = 0; i < 50; i++) {
            cluster.add(5, 100, 3 * MS);
            cluster.run(Duration.ofMillis(407));
        }

        // With the next request as soon as the last one is over: 18.3 ms.
        assertThat(cluster.endMicros.getMean()).isLessThan(13_500);
        assertThat(cluster.lateMicros.getMaxValue()).isLessThan(2 * 12_000);
    }

    @Test
    void farNodes_aFastStreamAmongMany_delaysNobody() {
        var far = replying(publications -> 10 * MS + publications * 100_000L);
        var cluster = new SimulatedCluster(LONGEST, far, far);
        cluster.add(60, 1_000, 100 * MS);
        var fast = cluster.add(1, 1_000, MS).get(0);

        cluster.run(Duration.ofMillis(1_100));

        assertThat(fast.isComplete()).isTrue();
        assertThat(cluster.lateMicros.getMaxValue()).isLessThan(30_000);
    }

    @Test
    void overload_nearNodes_isCarriedInParallelBatches() {
        var slow = replying(publications -> MS / 2 + publications * 100_000L);
        var cluster = new SimulatedCluster(LONGEST, slow, slow);
        cluster.add(300, 200, 10 * MS);

        cluster.run(Duration.ofSeconds(3));

        // At the start, while round trips are not known, and at the end, when few answers are left.
        assertThat(cluster.sequentialBatches * 10).isLessThan(cluster.batches);
    }

    @Test
    void fullMachine_whereSequentialBatchesTakeLong_catchesUpAfterAStandstill() {
        var full = new SimulatedCluster.Behaviour() {
            @Override
            public SimulatedCluster.Outcome of(int publications) {
                return new SimulatedCluster.Outcome(MS / 2 + publications * 100_000L, false);
            }

            @Override
            public SimulatedCluster.Outcome inOrder(int publications) {
                return new SimulatedCluster.Outcome(MS / 2 + publications * 2L * MS, false);
            }
        };
        var cluster = new SimulatedCluster(LONGEST, full, full);
        cluster.add(70, 2_000, 10 * MS);
        cluster.run(Duration.ofSeconds(1));

        cluster.nodes.forEach(node -> node.behaves(replying(publications -> 500 * MS)));
        cluster.run(Duration.ofMillis(600));
        cluster.nodes.forEach(node -> node.behaves(full));
        cluster.run(Duration.ofSeconds(5));
        cluster.forget();
        cluster.run(Duration.ofSeconds(5));

        assertThat(cluster.lateMicros.getValueAtPercentile(99)).isLessThan(50_000);
    }

    @Test
    void farNode_thatRefusedAtOnce_isNotTakenForANearOne() {
        var far = replying(publications -> 60 * MS);
        var cluster = new SimulatedCluster(LONGEST, far, far);
        cluster.add(100, 1_000, 100 * MS);
        cluster.run(Duration.ofSeconds(2));

        // Something near answers in place of the nodes for a while.
        cluster.nodes.forEach(node -> node.behaves(failing(MS / 5)));
        cluster.run(Duration.ofMillis(500));
        cluster.nodes.forEach(node -> node.behaves(far));
        cluster.run(Duration.ofSeconds(10));
        cluster.forget();
        cluster.run(Duration.ofSeconds(10));

        assertThat(cluster.lateMicros.getValueAtPercentile(99)).isLessThan(20_000);
    }

    @Test
    void deadNode_thatRefuses_delaysNobodyForLong() {
        var cluster = new SimulatedCluster(LONGEST, NEAR, NEAR);
        var streams = cluster.add(100, 500, 10 * MS);
        cluster.run(Duration.ofSeconds(1));
        cluster.forget();

        cluster.nodes.get(0).behaves(failing(MS / 5));
        cluster.run(Duration.ofSeconds(2));
        assertThat(cluster.lateMicros.getMaxValue()).isLessThan(15_000);

        cluster.nodes.get(0).behaves(NEAR);
        cluster.run(Duration.ofSeconds(8));
        assertThat(streams).allMatch(SimulatedCluster.Stream::isComplete);
    }

    @Test
    void deadNode_thatIsSilent_delaysOnlyWhatItHolds() {
        var cluster = new SimulatedCluster(LONGEST, NEAR, NEAR);
        var streams = cluster.add(100, 1_000, 10 * MS);
        cluster.run(Duration.ofSeconds(1));

        cluster.nodes.get(0).behaves(failing(2_000 * MS));
        cluster.forget();
        cluster.run(Duration.ofMillis(1_900));

        // One batch is stuck. All other streams go on over the other node.
        assertThat(cluster.nodes.get(0).batches).isEqualTo(1);
        var caught = cluster.nodes.get(0).publications;
        assertThat(caught).isLessThan(60);
        assertThat(cluster.lateMicros.getMaxValue()).isLessThan(20_000);
        cluster.run(Duration.ofSeconds(20));
        assertThat(streams).allMatch(SimulatedCluster.Stream::isComplete);
    }

    @Test
    void allNodesDead_thenBack_everyTokenGoesOutOnce() {
        var cluster = new SimulatedCluster(LONGEST, failing(MS / 2), failing(MS / 2));
        var streams = cluster.add(100, 50, 10 * MS);

        cluster.run(Duration.ofSeconds(5));
        assertThat(streams).allMatch(stream -> stream.accepted == 0);
        assertThat(cluster.state().lag()).isGreaterThan(Duration.ofSeconds(4));
        // 100 streams are retried for 5 s. Without growing pauses that would be thousands of batches.
        assertThat(cluster.batches).isLessThan(2_000);

        cluster.nodes.forEach(node -> node.behaves(NEAR));
        cluster.run(Duration.ofSeconds(5));
        assertThat(streams).allMatch(SimulatedCluster.Stream::isComplete);
        assertThat(cluster.state().published()).isEqualTo(100 * 50);
        assertThat(cluster.state().lag()).isZero();
    }

    @Test
    void faultyNodes_atRandom_loseAndDoubleNothing() {
        var random = new Random(3);
        Behaviour faulty = publications -> new Outcome(random.nextInt((int) (3 * MS)), random.nextInt(10) == 0);
        var cluster = new SimulatedCluster(LONGEST, faulty, faulty, faulty);
        var streams = cluster.add(300, 100, 10 * MS);

        cluster.run(Duration.ofSeconds(20));

        assertThat(streams).allMatch(SimulatedCluster.Stream::isComplete);
        assertThat(cluster.state().published()).isEqualTo(300 * 100);
    }

    private static Behaviour replying(IntToLongFunction takesNs) {
        return publications -> new Outcome(takesNs.applyAsLong(publications), false);
    }

    private static Behaviour failing(long takesNs) {
        return publications -> new Outcome(takesNs, true);
    }
}
