package dev.llmemulator.load.truth;

import java.util.Random;

/** A distribution of delays, in milliseconds. */
interface Delay {
    double nextMs(Random random);

    static Delay constant(double ms) {
        return random -> ms;
    }

    static Delay uniform(double lowMs, double highMs) {
        return random -> lowMs + random.nextDouble() * (highMs - lowMs);
    }

    static Delay exponential(double meanMs) {
        return random -> -meanMs * Math.log(1 - random.nextDouble());
    }

    /** A long tail: with a sigma of 0.5 the 95th percentile is 2.3 times the median. */
    static Delay logNormal(double medianMs, double sigma) {
        return random -> medianMs * Math.exp(sigma * random.nextGaussian());
    }
}
