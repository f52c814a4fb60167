package dev.llmemulator.load.settings;

import dev.llmemulator.settings.InvalidSettingException;
import dev.llmemulator.settings.SettingValues;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The rate at which users arrive, whether or not the system keeps up with them.
 *
 * <pre>
 *   even           all gaps between two arrivals are 1 / perSecond
 *   poisson, gamma gap = G / (burstiness · perSecond)     G is gamma-distributed with shape burstiness and scale 1
 *                  mean = 1 / perSecond                   coefficient of variation = 1 / √burstiness
 * </pre>
 *
 * The gaps of a Poisson process are those of shape 1.
 *
 * @param burstiness the shape of gamma; 1 for the other patterns
 * @param seed the same seed gives the same times
 * @param spike a time of a higher rate; null for the same rate all the time
 */
public record Arrivals(
        double perSecond,
        Duration during,
        String pattern,
        double burstiness,
        long seed,
        @Nullable Spike spike) {
    static final String EVEN = "even";
    static final String GAMMA = "gamma";
    static final List<String> PATTERNS = List.of(EVEN, "poisson", GAMMA);

    private static final int MAX_USERS = 1_000_000;
    private static final Duration DEFAULT_DURATION = Duration.ofSeconds(30);

    /** Arrivals at the same rate all the time. */
    public Arrivals(double perSecond, Duration during, String pattern, double burstiness, long seed) {
        this(perSecond, during, pattern, burstiness, seed, null);
    }

    /** The microseconds after the start at which each user is due, in ascending order. */
    public long[] dueUs() {
        if (spike != null) {
            var even = new Arrivals(perSecond, spike.stretched(during), pattern, burstiness, seed);
            return spike.squeeze(even.dueUs());
        }
        var endUs = during.toNanos() / 1000;
        if (isEven()) {
            var users = Math.round(likelyUsers());
            return LongStream.range(0, users)
                    .map(user -> (long) ((double) endUs / users * user))
                    .toArray();
        }
        // Its sequence is specified, so that it is the same on every Java version. Neighbouring seeds are set far
        // apart.
        var random = new Random(seed * 0x9E3779B97F4A7C15L);
        var due = LongStream.builder();
        var atUs = nextGapUs(random);
        while (atUs < endUs) {
            due.add((long) atUs);
            atUs += nextGapUs(random);
        }
        return due.build().toArray();
    }

    private double likelyUsers() {
        return perSecond * (spike == null ? during : spike.stretched(during)).toNanos() / 1e9;
    }

    /** The highest rate. */
    double mostPerSecond() {
        return spike == null ? perSecond : perSecond * spike.factor();
    }

    /** The same pattern at another rate and for another time. */
    Arrivals at(double rate, Duration time) {
        return new Arrivals(rate, time, pattern, burstiness, seed);
    }

    public boolean isEven() {
        return pattern.equals(EVEN);
    }

    private double nextGapUs(Random random) {
        return gamma(burstiness, random) / burstiness / perSecond * 1e6;
    }

    /** Draws by Marsaglia and Tsang, A Simple Method for Generating Gamma Variables (2000). */
    private static double gamma(double shape, Random random) {
        if (shape < 1) {
            return gamma(shape + 1, random) * StrictMath.pow(1 - random.nextDouble(), 1 / shape);
        }
        var d = shape - 1.0 / 3;
        var c = 1 / Math.sqrt(9 * d);
        while (true) {
            var x = random.nextGaussian();
            var v = (1 + c * x) * (1 + c * x) * (1 + c * x);
            if (v > 0 && StrictMath.log(1 - random.nextDouble()) < x * x / 2 + d * (1 - v + StrictMath.log(v))) {
                return d * v;
            }
        }
    }

    /** The rate that the settings ask for; null if they give the number of users instead. */
    static @Nullable Arrivals from(SettingValues values, long seed) {
        var perSecond = values.find(LoadOptions.RATE).orElse(null);
        var pattern = values.get(LoadOptions.ARRIVALS);
        if (perSecond == null) {
            refuse(values.nameOf(LoadOptions.ARRIVALS), "says how users arrive at a rate, so it needs -Drate.");
        }
        if (!pattern.equals(GAMMA)) {
            refuse(values.nameOf(LoadOptions.BURSTINESS), "belongs to -Darrivals=gamma.");
        }
        if (perSecond == null) {
            return null;
        }
        if (values.nameOf(LoadOptions.CLIENTS) != null) {
            throw new InvalidSettingException(
                    "Settings %s and %s exclude each other: the rate says how many users there are. Leave one of them out."
                            .formatted(values.nameOf(LoadOptions.RATE), values.nameOf(LoadOptions.CLIENTS)));
        }
        var hasSpike = values.get(LoadOptions.SIMULATION).equals(Spike.SIMULATION);
        var during = values.find(LoadOptions.DURATION).orElse(hasSpike ? Spike.DEFAULT_DURATION : DEFAULT_DURATION);
        var burstiness = pattern.equals(GAMMA) ? values.get(LoadOptions.BURSTINESS) : 1;
        var spike = hasSpike ? Spike.from(values, during) : null;
        var arrivals = new Arrivals(perSecond, during, pattern, burstiness, seed, spike);
        if (arrivals.likelyUsers() > MAX_USERS || arrivals.dueUs().length == 0) {
            throw values.refuse(
                    LoadOptions.RATE,
                    "such that from 1 to %d users arrive in %d s".formatted(MAX_USERS, during.toSeconds()));
        }
        return arrivals;
    }

    private static void refuse(@Nullable String name, String why) {
        if (name != null) {
            throw new InvalidSettingException("Setting %s %s".formatted(name, why));
        }
    }
}
