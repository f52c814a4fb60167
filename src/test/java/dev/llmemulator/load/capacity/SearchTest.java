package dev.llmemulator.load.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.load.measure.Percentiles;
import dev.llmemulator.load.measure.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.LongStream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class SearchTest {
    private static final int SEEDS = 200;
    private static final double BUDGET = 300;
    private static final List<Outcome> OUTCOMES = List.of(Outcome.values());

    @Test
    void search_slots_isFoundWithinATenth() {
        assertFound(
                seed -> new Known(Math.round(logUniform(seed, 3, 150)), true),
                truth -> VirtualServer.slots((int) truth));
    }

    @Test
    void search_tokenBucket_isFoundWithinATenth() {
        assertFound(seed -> new Known(logUniform(seed, 2, 150), false), VirtualServer::bucket);
    }

    @Test
    void search_collapse_isFoundWithinATenth() {
        assertFound(
                seed -> new Known(logUniform(seed, 3, 150), true), knee -> VirtualServer.collapsing(knee, 0.06, 0.01));
    }

    @Test
    void search_noisyCollapse_isFoundWithinATenth() {
        assertFound(
                seed -> new Known(logUniform(seed, 3, 150), true), knee -> VirtualServer.collapsing(knee, 0.1, 0.03));
    }

    @Test
    void search_trialsThatFailByChance_isFoundWithinATenth() {
        assertFound(seed -> new Known(logUniform(seed, 3, 150), true), VirtualServer::heldUp);
    }

    @Test
    void search_serverWithoutLimit_saysAtLeast() {
        for (var seed = 0L; seed < 20; seed++) {
            var run = new Run(VirtualServer.limitless(), true, seed, Double.MAX_VALUE);
            var result = run.search();
            assertThat(result.kind()).isEqualTo(Result.Kind.AT_LEAST);
            assertThat(result.failed()).isNull();
            assertThat(result.load()).isGreaterThan(1_000);
        }
    }

    @Test
    void search_loadTestWithALimit_saysAtLeastAndComesNearIt() {
        for (var seed = 0L; seed < SEEDS; seed++) {
            var limit = Math.rint(logUniform(seed, 10, 3_000));
            var run = new Run(VirtualServer.limitless(), true, seed, limit);
            var result = run.search();
            assertThat(result.kind()).isEqualTo(Result.Kind.AT_LEAST);
            assertThat(result.load()).as("limit " + limit).isBetween(limit * 0.9 - 1, limit);
        }
    }

    @Test
    void search_loadTestSlowerThanTheServer_findsTheServersLimitAllTheSame() {
        var run = new Run(VirtualServer.slots(50), true, 1, 150);
        var result = run.search();
        assertThat(result.kind()).isEqualTo(Result.Kind.FOUND);
        assertThat(result.load()).isBetween(45.0, 55.0);
    }

    @Test
    void search_loadTestTooSlowForAnyLoad_knowsNothing() {
        assertThat(new Run(VirtualServer.slots(50), true, 1, 0).search().kind()).isEqualTo(Result.Kind.UNKNOWN);
    }

    @Test
    void search_serverThatHoldsNothing_saysSo() {
        var result = new Run(VirtualServer.collapsing(0.1, 0.01, 0.01), true, 1, Double.MAX_VALUE).search();
        assertThat(result.kind()).isEqualTo(Result.Kind.NOTHING);
        assertThat(result.load()).isNull();
    }

    @Test
    void next_brokenPromise_endsTheSearch() {
        var search = new Search(10, 1, 1_000, true, BUDGET);
        var trials = List.of(new Tried(10, Outcome.HELD, true, 10, 6), new Tried(20, Outcome.VIOLATED, false, 10, 6));
        assertThat(search.next(trials, 200))
                .isInstanceOfSatisfying(
                        Next.Confirm.class,
                        confirm -> assertThat(confirm.load()).isEqualTo(20));
        assertThat(Result.of(trials, null).kind()).isEqualTo(Result.Kind.VIOLATED);
    }

    @Test
    void next_littleTimeLeft_endsTheSearchEarly() {
        var search = new Search(10, 1, 1_000, true, BUDGET);
        var trials = List.of(new Tried(10, Outcome.HELD, true, 10, 6), new Tried(20, Outcome.MISSED, false, 10, 6));
        assertThat(search.next(trials, 200)).isInstanceOf(Next.Try.class);
        assertThat(search.next(trials, 45)).isInstanceOfSatisfying(Next.Confirm.class, confirm -> {
            assertThat(confirm.early()).isTrue();
            assertThat(confirm.load()).isEqualTo(10);
            assertThat(confirm.seconds()).isBetween(30.0, 45.0);
        });
    }

    /** Whatever trials show and however long they take, the search ends, and within its budget. */
    @Test
    void search_anyOutcomes_endsWithinTheBudget() {
        var random = new Random(1);
        for (var i = 0; i < 20_000; i++) {
            var whole = random.nextBoolean();
            var budget = 10 * Math.pow(100, random.nextDouble());
            var search = new Search(
                    whole ? 1 + random.nextInt(50) : 0.1 + 20 * random.nextDouble(),
                    whole ? 1 : 0.1,
                    100_000,
                    whole,
                    budget);
            var worst = random.nextDouble() * budget / 5;
            var spent = 0D;
            var trials = new ArrayList<Tried>();
            while (search.next(trials, budget - spent) instanceof Next.Try wanted) {
                assertThat(wanted.load()).isBetween(whole ? 1 : 0.1, 100_000.0);
                assertThat(!whole || wanted.load() == Math.rint(wanted.load())).isTrue();
                assertThat(wanted.leastSeconds()).isBetween(0.0, wanted.mostSeconds());
                var measured = wanted.mostSeconds() * random.nextDouble();
                // A trial is cut off when only the time of the confirmation is left.
                var seconds =
                        Math.min(measured + worst * random.nextDouble(), budget - spent - search.setAsideSeconds());
                spent += seconds;
                var outcome = OUTCOMES.get(random.nextInt(OUTCOMES.size()));
                trials.add(
                        new Tried(wanted.load(), outcome, random.nextBoolean(), seconds, Math.min(measured, seconds)));
                assertThat(trials).hasSizeLessThan(200);
            }
            assertThat(((Next.Confirm) search.next(trials, budget - spent)).seconds())
                    .isBetween(0.0, budget - spent + 1e-9);
            assertThat(Result.of(trials, null).kind()).isNotNull();
        }
    }

    // Where loads are whole numbers, the highest that holds is whole.
    private static boolean isWrong(double load, Known known) {
        return Math.abs(load / known.truth - 1) > 0.1 && !(known.whole && load == Math.floor(known.truth));
    }

    private record Known(double truth, boolean whole) {}

    private interface Drawn {
        Known of(long seed);
    }

    private interface Made {
        VirtualServer of(double truth);
    }

    private static void assertFound(Drawn drawn, Made made) {
        var wrong = new ArrayList<String>();
        var trials = 0;
        var seconds = 0D;
        var off = 0D;
        for (var seed = 0L; seed < SEEDS; seed++) {
            var known = drawn.of(seed);
            var run = new Run(made.of(known.truth), known.whole, seed, Double.MAX_VALUE);
            var result = run.search();
            trials += run.trials.size();
            seconds += run.spent;
            var load = result.load();
            off += load == null ? 0 : load / known.truth - 1;
            if (result.kind() != Result.Kind.FOUND || load == null || isWrong(load, known)) {
                wrong.add(String.format(
                        Locale.ROOT,
                        "seed %d, truth %.1f: %s %s",
                        seed,
                        known.truth,
                        result,
                        run.trials.stream()
                                .map(t -> String.format(
                                        Locale.ROOT, "%.1f %s %.0f s", t.load(), t.outcome(), t.measuredSeconds()))
                                .toList()));
            }
        }
        if (Boolean.getBoolean("capacity.table")) {
            System.out.printf(
                    "%d of %d within 10 %%, %.1f %% off on average, %.1f trials, %.0f of %.0f s%n",
                    SEEDS - wrong.size(), SEEDS, 100 * off / SEEDS, trials / (double) SEEDS, seconds / SEEDS, BUDGET);
        }
        assertThat(wrong).as(String.join("\n", wrong)).hasSizeLessThanOrEqualTo(SEEDS / 10);
    }

    private static double logUniform(long seed, double from, double to) {
        return from * Math.pow(to / from, new Random(seed * 7919).nextDouble());
    }

    /** One search in virtual time. */
    private static final class Run {
        private final VirtualServer server;
        private final Search search;
        private final Random random;
        private final double injectorLimit;
        private final List<Tried> trials = new ArrayList<>();
        private double spent;

        Run(VirtualServer server, boolean whole, long seed, double injectorLimit) {
            this.server = server;
            this.injectorLimit = injectorLimit;
            random = new Random(seed);
            search = new Search(whole ? 10 : 5, whole ? 1 : 0.1, 100_000, whole, BUDGET);
        }

        Result search() {
            for (var i = 0; i < 100; i++) {
                var next = search.next(trials, BUDGET - spent);
                if (next instanceof Next.Confirm confirm) {
                    return Result.of(trials, trial(confirm.load(), confirm.seconds(), confirm.seconds()));
                }
                var wanted = (Next.Try) next;
                trials.add(trial(wanted.load(), wanted.leastSeconds(), wanted.mostSeconds()));
            }
            throw new AssertionError("The search does not end");
        }

        private Tried trial(double load, double least, double most) {
            var seed = random.nextLong();
            var window = least;
            var verdict = Verdict.of(server, load, window, seed);
            while (window < most && verdict.outcome == Outcome.UNDECIDED) {
                window = Math.min(most, Math.max(window * 1.3, 1));
                verdict = Verdict.of(server, load, window, seed);
            }
            var seconds = 2 * VirtualServer.ANSWER_SECONDS + window + 1.2;
            spent += seconds;
            assertThat(spent).isLessThan(BUDGET + 1e-6);
            return load > injectorLimit
                    ? new Tried(load, Outcome.INJECTOR_LIMITED, false, seconds, window)
                    : new Tried(load, verdict.outcome, verdict.seemsHeld, seconds, window);
        }
    }

    private record Verdict(Outcome outcome, boolean seemsHeld) {
        static Verdict of(VirtualServer server, double load, double window, long seed) {
            var ratios = new Histogram(3);
            var refused = LongStream.of(0).toArray();
            server.run(load, 2, window, new Random(seed), new VirtualServer.Answers() {
                @Override
                public void complete(double ratio) {
                    ratios.recordValue(Math.round(ratio * 10_000));
                }

                @Override
                public void refused() {
                    refused[0]++;
                }
            });
            var n = ratios.getTotalCount() + refused[0];
            if (n == 0) {
                return new Verdict(Outcome.UNDECIDED, false);
            }
            var share = (double) refused[0] / n;
            var z2 = 3.84;
            var mid = (share + z2 / 2 / n) / (1 + z2 / n);
            var half = Math.sqrt(z2 * (share * (1 - share) / n + z2 / 4 / n / n)) / (1 + z2 / n);
            if (mid - half > 0.02) {
                return new Verdict(Outcome.REFUSED, false);
            }
            var all = Percentiles.of(ratios, Unit.RATIO);
            var p95 = all == null ? null : all.p95();
            if (p95 != null && p95.low() > 1.2) {
                return new Verdict(Outcome.MISSED, false);
            }
            if (p95 != null && p95.high() < 1.2 && mid + half < 0.02) {
                return new Verdict(Outcome.HELD, true);
            }
            var value = p95 != null ? p95.value() : ratios.getValueAtPercentile(95) / 1e4;
            return new Verdict(Outcome.UNDECIDED, share < 0.02 && value < 1.2);
        }
    }
}
