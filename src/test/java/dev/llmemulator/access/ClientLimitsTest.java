package dev.llmemulator.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmemulator.settings.AccessSettings.ClientLimitSettings;
import io.github.bucket4j.TimeMeter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class ClientLimitsTest {
    private static final int THREADS = 16;
    private static final String A = "key:a";

    @AutoClose("shutdownNow")
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

    private final AtomicLong nowNs = new AtomicLong(Long.MAX_VALUE / 2);

    private final TimeMeter clock = new TimeMeter() {
        @Override
        public long currentTimeNanos() {
            return nowNs.get();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    };

    /** Something that a client may do or not. */
    private interface Try {
        void go() throws Refusal;
    }

    private ClientLimits limits(@Nullable Double questions, @Nullable Integer answers, @Nullable Integer tokens) {
        return new ClientLimits(new ClientLimitSettings(questions, answers, tokens), clock, 100);
    }

    private void pass(double seconds) {
        nowNs.addAndGet(Math.round(seconds * 1e9));
    }

    private static boolean succeeds(Try what) {
        try {
            what.go();
            return true;
        } catch (Refusal e) {
            assertThat(e.reason()).isEqualTo(Refusal.Reason.TOO_MUCH);
            return false;
        }
    }

    /** How many of so many tries at once, by all threads, succeed. */
    private int count(int tries, Try what) throws InterruptedException {
        var succeeded = new AtomicInteger();
        var start = new CountDownLatch(1);
        var end = new CountDownLatch(THREADS);
        for (var i = 0; i < THREADS; i++) {
            threads.execute(() -> {
                try {
                    start.await();
                    for (var n = 0; n < tries / THREADS; n++) {
                        if (succeeds(what)) {
                            succeeded.incrementAndGet();
                        }
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                } finally {
                    end.countDown();
                }
            });
        }
        start.countDown();
        assertThat(end.await(30, TimeUnit.SECONDS)).isTrue();
        return succeeded.get();
    }

    @Test
    void question_ofManyThreads_isCountedExactly() throws InterruptedException {
        var limits = limits(1_000.0, null, null);
        assertThat(count(20_000, () -> limits.question(A))).isEqualTo(1_000);
        assertThat(count(2_000, () -> limits.question(A))).isZero();
        pass(0.25);
        assertThat(count(20_000, () -> limits.question(A))).isEqualTo(250);
        pass(3600);
        assertThat(count(20_000, () -> limits.question(A))).isEqualTo(1_000);
        assertThat(count(20_000, () -> limits.question("key:b")))
                .as("another client")
                .isEqualTo(1_000);
    }

    @Test
    void answer_ofManyThreads_takesEachPlaceOnce() throws InterruptedException {
        var limits = limits(null, 7, 1_000);
        assertThat(count(20_000, () -> limits.answer(A, 10))).isEqualTo(7);
        assertThat(limits.left(A))
                .as("refused answers cost no tokens")
                .isEqualTo("\"answers\";r=0, \"tokens\";r=930;t=1");
        for (var i = 0; i < 7; i++) {
            limits.ended(A);
        }
        assertThat(count(20_000, () -> {
                    limits.answer(A, 10);
                    limits.ended(A);
                }))
                .as("tokens left over")
                .isEqualTo(93);
        assertThat(limits.left(A)).isEqualTo("\"answers\";r=7, \"tokens\";r=0;t=1");
    }

    @Test
    void answer_beginsAndEndsByManyThreads_neverHoldsMorePlacesThanThereAre() throws InterruptedException {
        var limits = limits(null, 3, null);
        var held = new AtomicInteger();
        var most = new AtomicInteger();
        count(100_000, () -> {
            limits.answer(A, 1);
            most.accumulateAndGet(held.incrementAndGet(), Math::max);
            held.decrementAndGet();
            limits.ended(A);
        });
        assertThat(most.get()).isBetween(1, 3);
        assertThat(limits.left(A)).isEqualTo("\"answers\";r=3");
    }

    /** Rate | wait after the first that is refused, in whole seconds | questions in a minute. */
    @ParameterizedTest
    @CsvSource({"0.01, 100, 1", "0.5, 2, 30", "1, 1, 60", "2.5, 1, 150", "1000, 1, 60000"})
    void question_atAnyRate_comesOnAverage(double rate, long retryAfter, int inAMinute) throws Refusal {
        var limits = limits(rate, null, null);
        while (succeeds(() -> limits.question(A))) {
            // Until the burst is over.
        }
        assertThatThrownBy(() -> limits.question(A))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.retryAfter()).hasSeconds(retryAfter));
        var asked = 0;
        for (var step = 0; step < 60_000; step++) {
            pass(0.001);
            if (succeeds(() -> limits.question(A))) {
                asked++;
            }
        }
        assertThat(asked).isBetween(rate < 0.1 ? 0 : inAMinute - 1, inAMinute);
    }

    @Test
    void answer_longerThanASecondsTokens_waitsForThemAndIsPaidForAfterwards() throws Refusal {
        var limits = limits(null, null, 50);
        limits.answer(A, 100);
        limits.ended(A);
        assertThatThrownBy(() -> limits.answer(A, 1))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.retryAfter()).hasSeconds(2))
                .hasMessage("This client may have 50 tokens a second (CLIENT_TOKENS_PER_SECOND)");
        assertThat(limits.left(A)).isEqualTo("\"tokens\";r=0;t=2");
        pass(1.1);
        limits.answer(A, 5);
        limits.notBegun(A, 5);
        limits.answer(A, 5);
        assertThat(succeeds(() -> limits.answer(A, 1))).isFalse();
    }

    @Test
    void policy_ofAll_isThatOfTheDraft() throws Refusal {
        var limits = limits(0.5, 2, 1_000);
        assertThat(limits.policy())
                .isEqualTo("\"questions\";q=1;w=2, \"answers\";q=2;qu=\"concurrent-requests\","
                        + " \"tokens\";q=1000;w=1;qu=\"tokens\"");
        limits.question(A);
        limits.answer(A, 100);
        assertThat(limits.left(A)).isEqualTo("\"questions\";r=0;t=2, \"answers\";r=1, \"tokens\";r=900;t=1");
        assertThat(limits(null, null, null).isOn()).isFalse();
    }

    @Test
    void clients_byTheThousand_doNotFillTheMemory() throws Refusal, InterruptedException {
        var limits = limits(1.0, 1, null);
        limits.answer(A, 1);
        var number = new AtomicInteger();
        count(50_000, () -> {
            var client = "address:" + number.incrementAndGet();
            limits.question(client);
            limits.answer(client, 1);
            limits.ended(client);
        });
        assertThat(limits.remembered()).isBetween(1, 100 + THREADS);
        assertThat(succeeds(() -> limits.answer(A, 1)))
                .as("who has an answer is remembered")
                .isFalse();
    }

    @Test
    void clients_whoseLimitsAreWhole_areForgottenFirst() throws Refusal {
        var limits = limits(1.0, null, null);
        limits.question(A);
        for (var i = 0; i < 98; i++) {
            limits.left("address:" + i);
        }
        limits.question("key:b");
        limits.question("key:c");
        assertThat(limits.remembered()).isLessThan(60);
        assertThat(succeeds(() -> limits.question(A)))
                .as("who has asked is remembered")
                .isFalse();
    }
}
