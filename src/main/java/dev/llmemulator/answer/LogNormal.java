package dev.llmemulator.answer;

import java.util.Random;

/**
 * A log-normal distribution: never negative, and a few values are very large.
 *
 * <pre>
 *   value = p50 · exp(sigma · z)          z is standard normal
 *   sigma = ln(p99 / p50) / 2.3263…       the 99th percentile of the normal distribution
 * </pre>
 *
 * @param sigma standard deviation of the logarithm; 0 for a constant
 */
record LogNormal(double p50, double sigma) {
    private static final double NORMAL_P99 = 2.3263478740408408;

    LogNormal {
        if (!(p50 >= 0) || !(sigma >= 0)) {
            throw new IllegalArgumentException(
                    "p50 and sigma must not be negative. [p50=%s, sigma=%s]".formatted(p50, sigma));
        }
    }

    /** Makes a distribution from its median and its 99th percentile. */
    static LogNormal of(double p50, double p99) {
        return new LogNormal(p50, StrictMath.log(p99 / p50) / NORMAL_P99);
    }

    static LogNormal constant(double value) {
        return new LogNormal(value, 0);
    }

    boolean isConstant() {
        return sigma == 0;
    }

    /** Draws a value. Uses StrictMath, so that it is the same on every machine. */
    double draw(Random random) {
        return isConstant() ? p50 : p50 * StrictMath.exp(sigma * random.nextGaussian());
    }
}
