package dev.llmemulator.standin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.stream.IntStream;
import org.eclipse.jetty.websocket.api.Callback;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private final FakeTransport transport = new FakeTransport();
    private final Outbox outbox = new Outbox(transport, 100);

    private void offerAndFlush(String message) {
        outbox.offer(message);
        outbox.flush();
    }

    @Test
    void flush_idleWire_writesAtOnce() {
        offerAndFlush("a");
        assertThat(transport.frames).containsExactly("a");
    }

    @Test
    void flush_nothingQueued_writesNothing() {
        outbox.flush();
        outbox.flush();
        assertThat(transport.frames).isEmpty();
    }

    @Test
    void flush_whileWriting_joinsWhatIsQueuedIntoNextFrame() {
        transport.holds = true;
        List.of("a", "b", "c").forEach(this::offerAndFlush);
        assertThat(transport.frames).containsExactly("a");
        transport.complete();
        assertThat(transport.frames).containsExactly("a", "b\nc");
        transport.complete();
        offerAndFlush("d");
        assertThat(transport.frames).containsExactly("a", "b\nc", "d");
    }

    @Test
    void flush_manyQueued_joinsSixteenAtMost() {
        IntStream.range(0, 40).forEach(i -> outbox.offer("x"));
        outbox.flush();
        assertThat(transport.frames.stream().map(frame -> frame.split("\n").length))
                .containsExactly(16, 16, 8);
    }

    @Test
    void flush_thousandsOfWritesThatEndAtOnce_doesNotRecurse() {
        var large = new Outbox(transport, Integer.MAX_VALUE);
        IntStream.range(0, 1_000_000).forEach(i -> large.offer("x"));
        large.flush();
        assertThat(transport.frames).hasSize(62_500);
    }

    @Test
    void offer_moreThanFits_overflows() {
        transport.holds = true;
        assertThat(outbox.offer("x".repeat(100))).isTrue();
        assertThat(outbox.offer("x")).isFalse();
        assertThat(outbox.overflowed()).isTrue();
    }

    @Test
    void offer_afterWriting_makesRoomAgain() {
        for (var i = 0; i < 10; i++) {
            assertThat(outbox.offer("x".repeat(100))).isTrue();
            outbox.flush();
        }
        assertThat(outbox.overflowed()).isFalse();
    }

    @Test
    void close_withMessagesQueued_writesThemFirst() {
        transport.holds = true;
        offerAndFlush("a");
        outbox.offer("b");
        outbox.close(CloseReason.SHUTDOWN);
        outbox.offer("too late");
        assertThat(transport.closed).isEmpty();
        transport.complete();
        transport.complete();
        assertThat(transport.frames).containsExactly("a", "b");
        assertThat(transport.closed).containsExactly(CloseReason.SHUTDOWN);
    }

    @Test
    void close_idle_closesAtOnceAndOnce() {
        outbox.close(CloseReason.STALE);
        outbox.close(CloseReason.SHUTDOWN);
        outbox.flush();
        assertThat(transport.closed).containsExactly(CloseReason.STALE);
    }

    @Test
    void close_slowReader_writesNothingMore() {
        transport.holds = true;
        offerAndFlush("a");
        outbox.offer("b");
        outbox.close(CloseReason.SLOW);
        transport.complete();
        assertThat(transport.frames).containsExactly("a");
        assertThat(transport.closed).containsExactly(CloseReason.SLOW);
    }

    /** A wire on which a write ends at once, or when the test says so. */
    private static final class FakeTransport implements Transport {
        final List<String> frames = new ArrayList<>();
        final List<CloseReason> closed = new ArrayList<>();
        final Queue<Callback> pending = new ArrayDeque<>();
        boolean holds;

        @Override
        public void send(String frame, Callback done) {
            frames.add(frame);
            if (holds) {
                pending.add(done);
            } else {
                done.succeed();
            }
        }

        void complete() {
            pending.remove().succeed();
        }

        @Override
        public void close(CloseReason reason) {
            closed.add(reason);
        }

        @Override
        public void abort() {
            throw new AssertionError("not expected");
        }
    }
}
