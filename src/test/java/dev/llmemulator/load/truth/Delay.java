package dev.llmemulator.load.truth;

import java.util.Random;

/** A distribution of delays, in milliseconds. */
interface Delay {
    /** The next delay. */
    double nextMs(Random random);

    /** The same delay every time. */
    static Delay constant(double ms) {
        return random -> ms;
    }

    /** Evenly spread between two bounds: jitter. */
    static Delay uniform(double lowMs, double highMs) {
        return random -> lowMs + random.nextDouble() * (highMs - lowMs);
    }

    /** Exponential, as between independent events. */
    static Delay exponential(double meanMs) {
        return random -> -meanMs * Math.log(1 - random.nextDouble());
    }

    /** A long tail: with a sigma of 0.5 the 95th percentile is 2.3 times the median. */
    static Delay logNormal(double medianMs, double sigma) {
        return random -> medianMs * Math.exp(sigma * random.nextGaussian());
    }
}
