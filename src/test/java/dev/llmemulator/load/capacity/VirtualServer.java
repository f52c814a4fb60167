package dev.llmemulator.load.capacity;

import java.util.PriorityQueue;
import java.util.Random;

/** A server of known capacity, in virtual time: what its answers are like that end in a window of a trial. */
interface VirtualServer {
    /** Time of an answer on a server that is not busy. */
    double ANSWER_SECONDS = 1;

    /** Runs a trial of this load and hands over the answers that end from {@code fromSeconds} on, in {@code seconds}. */
    void run(double load, double fromSeconds, double seconds, Random random, Answers into);

    /** Takes what came of each answer. */
    interface Answers {
        void complete(double ratio);

        void refused();
    }

    /** So many slots; a user who finds none comes back after a second. Users are there all the time. */
    static VirtualServer slots(int slots) {
        return (load, fromSeconds, seconds, random, into) -> {
            var comesAt = new PriorityQueue<Double>();
            var busyUntil = new PriorityQueue<Double>();
            for (var user = 0; user < load; user++) {
                comesAt.add(user / load * ANSWER_SECONDS);
            }
            while (comesAt.element() < fromSeconds + seconds) {
                var now = comesAt.remove();
                while (!busyUntil.isEmpty() && busyUntil.element() <= now) {
                    busyUntil.remove();
                }
                if (busyUntil.size() < slots) {
                    var took = ANSWER_SECONDS * noisy(1.02, 0.01, random);
                    busyUntil.add(now + took);
                    comesAt.add(now + took);
                    if (now + took >= fromSeconds && now + took < fromSeconds + seconds) {
                        into.complete(took / ANSWER_SECONDS);
                    }
                } else {
                    comesAt.add(now + 1);
                    if (now >= fromSeconds) {
                        into.refused();
                    }
                }
            }
        };
    }

    /** A token bucket that holds what comes within a second. Users arrive evenly. */
    static VirtualServer bucket(double perSecond) {
        return (load, fromSeconds, seconds, random, into) -> {
            var left = perSecond;
            for (var arrival = 0L; arrival / load < fromSeconds + seconds; arrival++) {
                var taken = left >= 1;
                left = Math.min(perSecond, left - (taken ? 1 : 0) + perSecond / load);
                if (arrival / load < fromSeconds) {
                    continue;
                }
                if (taken) {
                    into.complete(noisy(1.02, 0.01, random));
                } else {
                    into.refused();
                }
            }
        };
    }

    /**
     * A server whose answers slow down beyond a knee, faster and faster, up to a collapse: at the knee, one in twenty
     * takes 1.2 times the ideal, which is the objective.
     *
     * @param spread how much answers of a trial differ from each other
     * @param mood how much trials of a load differ from each other: a neighbour on the machine, say
     */
    static VirtualServer collapsing(double knee, double spread, double mood) {
        return (load, fromSeconds, seconds, random, into) -> {
            // The 95th percentile of a lognormal distribution is 1.645 standard deviations above its median.
            var median = (1.02 + 0.18 * Math.pow(load / knee, 8)) / Math.exp(1.645 * spread);
            var ofThisTrial = median * noisy(1, mood, random);
            for (var i = 0L; i < load * seconds / ANSWER_SECONDS; i++) {
                into.complete(noisy(ofThisTrial, spread, random));
            }
        };
    }

    /** The same, and one trial in ten is held up by something else. */
    static VirtualServer heldUp(double knee) {
        var calm = collapsing(knee, 0.06, 0.01);
        return (load, fromSeconds, seconds, random, into) -> {
            var held = random.nextInt(10) == 0 ? collapsing(knee / 2, 0.06, 0.01) : calm;
            held.run(load, fromSeconds, seconds, random, into);
        };
    }

    static VirtualServer limitless() {
        return (load, fromSeconds, seconds, random, into) -> {
            for (var i = 0L; i < Math.min(load * seconds / ANSWER_SECONDS, 5_000); i++) {
                into.complete(noisy(1.02, 0.01, random));
            }
        };
    }

    private static double noisy(double median, double spread, Random random) {
        return median * Math.exp(spread * random.nextGaussian());
    }
}
