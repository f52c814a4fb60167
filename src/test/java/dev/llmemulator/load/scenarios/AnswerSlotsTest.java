package dev.llmemulator.load.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.load.scenarios.AnswerSlots.Ticket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AnswerSlotsTest {
    @Test
    void enter_slotsFree_isGrantedAtOnce() {
        var slots = new AnswerSlots(2);
        assertThat(granted(slots.enter())).isTrue();
        assertThat(granted(slots.enter())).isTrue();
        assertThat(granted(slots.enter())).isFalse();
    }

    @Test
    void leave_usersWaiting_admitsThemInTheirOrder() {
        var slots = new AnswerSlots(1);
        var first = slots.enter();
        var second = slots.enter();
        var third = slots.enter();
        first.leave();
        assertThat(granted(second)).isTrue();
        assertThat(granted(third)).isFalse();
        second.leave();
        assertThat(granted(third)).isTrue();
    }

    @Test
    void leave_twice_givesOneSlotBack() {
        var slots = new AnswerSlots(1);
        var first = slots.enter();
        first.leave();
        first.leave();
        assertThat(granted(slots.enter())).isTrue();
        assertThat(granted(slots.enter())).isFalse();
    }

    @Test
    void leave_stillWaiting_leavesTheQueueOnly() {
        var slots = new AnswerSlots(1);
        var first = slots.enter();
        slots.enter().leave();
        assertThat(slots.waiting()).isZero();
        var third = slots.enter();
        assertThat(granted(third)).isFalse();
        first.leave();
        assertThat(granted(third)).isTrue();
    }

    @Test
    void enter_manyThreads_neverAdmitsMoreThanThereAreSlots() throws Exception {
        var users = 2_000;
        var most = 7;
        var slots = new AnswerSlots(most);
        var inside = new AtomicInteger();
        var mostInside = new AtomicInteger();
        var done = new CountDownLatch(users);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (var user = 0; user < users; user++) {
                threads.execute(() -> {
                    var ticket = slots.enter();
                    Runnable visit = () -> {
                        mostInside.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        inside.decrementAndGet();
                        ticket.leave();
                        done.countDown();
                    };
                    var unused = ticket.granted().thenRunAsync(visit, threads);
                });
            }
            assertThat(done.await(30, TimeUnit.SECONDS))
                    .as("all users were admitted")
                    .isTrue();
        } finally {
            threads.shutdownNow();
        }
        assertThat(mostInside.get()).isBetween(1, most);
        for (var i = 0; i < most; i++) {
            assertThat(granted(slots.enter())).isTrue();
        }
        assertThat(granted(slots.enter())).isFalse();
    }

    private static boolean granted(Ticket ticket) {
        return ticket.granted().toCompletableFuture().isDone();
    }
}
